"""Text tables that mean harm."""

from collections.abc import Iterable

from tests.hostile.case import Case, bytes_of
from tests.hostile.cases import tables_columns, tables_trees, tables_workbooks
from tests.hostile.cases.tables_parts import convert

_FORMULAS = (
    "=cmd|'/c calc'!A1", "+cmd|'/c calc'!A1", "-2+3+cmd|'/c calc'!A1", "@SUM(1+1)*cmd|'/c calc'!A1",
    "\t=1+cmd|'/c calc'!A1", "\r=1+cmd|'/c calc'!A1", '=HYPERLINK("http://127.0.0.1:9/?"&A1,"x")',
)  # fmt: skip
_COMPUTED = "a,b\n" + "".join('1,"{}"\n'.format(text.replace('"', '""')) for text in _FORMULAS)


def _texts(id: str, *wanted: tuple[str, bytes, str]) -> Iterable[Case]:
    """CSV of these bytes."""
    return (convert(id, what, bytes_of(text), "a.csv", "json", code) for what, text, code in wanted)


_UNSAFE = (b"1\t=", b"1\t+", b"1\t-", b"1\t@", b'1\t"=', b'1\t"\t', b'1\t"\r')
_ALIKE = b",".join([b"a"] * 16_000)
_DONE, _DAMAGED = "completed", "input_corrupt"

CASES = (
    *tables_workbooks.CASES,
    convert("H098", "formulas in CSV, as TSV", bytes_of(_COMPUTED.encode()), "a.csv", "tsv",
        absent=_UNSAFE),
    convert("H098", "formulas in CSV, as a workbook", bytes_of(_COMPUTED.encode()), "a.csv", "xlsx",
        absent=(b"<f>", b"<f ", b"hyperlink")),
    convert("H098", "formulas in CSV, by an office", bytes_of(_COMPUTED.encode()), "a.csv", "xlsx",
        tool="office-convert", absent=(b"<f>", b"<f ", b"hyperlink")),
    *_texts(
        "H099",
        ("a field of 200 KB", b"a,b\n1," + b"x" * 200_000 + b"\n", _DONE),
        ("a quote without end", b'a,b\n1,"open\n2,3\n', _DAMAGED),
        ("a zero byte", b"a,b\n1\0,2\n", "input_mismatch"),
        ("all ends of lines", b"a,b\r\n1,2\n3,4\r5,6\r\n", _DONE),
        ("a mark and cp1252", b"\xef\xbb\xbfa,b\n1,caf\xe9\n", _DAMAGED),
        ("cp1252", b"a,b\n1,caf\xe9 \x80 5\n", _DONE),
        ("UTF-16", "\ufeffa,b\n1,ü\n".encode("utf-16-le"), _DONE),
        ("half of UTF-16", "\ufeffa,b\n1,ü\n".encode("utf-16-le")[:-1], _DAMAGED),
    ),
    *_texts(
        "H100",
        ("100,000 columns", b",".join([b"1"] * 100_000) + b"\n", "input_limit"),
        ("no column", b"\n\n", _DAMAGED),
        ("16,000 columns of one name", _ALIKE + b"\n" + _ALIKE.replace(b"a", b"1") + b"\n", _DONE),
    ),
    *tables_trees.CASES,
    *tables_columns.CASES,
)  # fmt: skip
