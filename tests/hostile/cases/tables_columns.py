"""Parquet files, databases and patterns that mean harm."""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.case import Case, Lures, Make, bytes_of
from tests.hostile.cases.tables_parts import convert

_DAMAGED, _LIMIT = "input_corrupt", "input_limit"


def _repeated(rows: int, length: int) -> Make:
    """One text, in so many rows."""

    def make(path: Path, _: Lures) -> None:
        column = pa.DictionaryArray.from_arrays(np.zeros(rows, dtype="int8"), ["x" * length])
        parquet.write_table(pa.table({"a": column}), path)

    return make


def _empty_rows(path: Path, _: Lures) -> None:
    """Rows in which nothing is, five times 50 million."""
    table = pa.table({"a": pa.nulls(50_000_000)})
    with parquet.ParquetWriter(path, table.schema) as writer:
        for _piece in range(5):
            writer.write_table(table, row_group_size=50_000_000)


def _whole(path: Path) -> bytes:
    parquet.write_table(pa.table({"a": np.arange(1000)}), path)
    return path.read_bytes()


def _with_footer(length: int) -> Make:
    """A footer of another length than it has."""

    def make(path: Path, _: Lures) -> None:
        path.write_bytes(_whole(path)[:-8] + struct.pack("<I", length & 0xFFFFFFFF) + b"PAR1")

    return make


def _with_nonsense(path: Path, _: Lures) -> None:
    """A footer of which every other byte is wrong."""
    content = bytearray(_whole(path))
    length = struct.unpack("<I", content[-8:-4])[0]
    content[-8 - length : -8 : 2] = b"\xff" * len(content[-8 - length : -8 : 2])
    path.write_bytes(content)


def _with_large_page(path: Path, _: Lures) -> None:
    """A page in LZ4 of 128 MB of nothing, which says that it becomes 2 GB."""
    size = 2**24 + 8
    schema = pa.schema([pa.field("a", pa.float64(), nullable=False)])
    parquet.write_table(
        pa.table({"a": np.zeros(size)}, schema=schema), path, compression="lz4", use_dictionary=False,
        data_page_size=2**30, max_rows_per_page=size, row_group_size=size,
    )  # fmt: skip
    content = path.read_bytes()
    told, claimed = (_varint(2 * value) for value in (size * 8, 2**31 - 1))
    assert told in content
    path.write_bytes(content.replace(told, claimed))


def _varint(value: int) -> bytes:
    content = bytearray()
    while value > 127:
        content.append(value & 127 | 128)
        value >>= 7
    return bytes([*content, value])


_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"


def _database(*statements: str) -> Make:
    def make(path: Path, _: Lures) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return make


def _posing(select: str) -> tuple[str, ...]:
    """A view that is called a table in the list of tables."""
    return (
        "CREATE TABLE real (x)",
        f"INSERT INTO real SELECT x FROM ({_ENDLESS} LIMIT 1000)",
        "CREATE TABLE aaa (x)",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET rootpage = 0, sql = 'CREATE VIEW aaa AS {select}' WHERE name = 'aaa'",
    )


_CROSSED = "SELECT a.x FROM real a, real b, real c, real d, real e WHERE a.x + b.x + c.x + d.x + e.x < 0"
_TRIGGERED = (
    f"CREATE VIEW aaa AS {_ENDLESS}",
    "CREATE TABLE real (x)",
    "INSERT INTO real VALUES (1)",
    "CREATE TRIGGER t AFTER INSERT ON real BEGIN DELETE FROM real; END",
)
_GENERATED = (
    "CREATE TABLE real (x)",
    *["INSERT INTO real VALUES (1)"] * 1000,
    "ALTER TABLE real ADD COLUMN y AS (hex(zeroblob(30000000)))",
)


def _pdf(path: Path, _: Lures) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(20, 400, "a" * 60 + "!")
    canvas.save()


def _redact(what: str, patterns: Sequence[str], *expect: str) -> Case:
    return convert(
        "H110",
        what,
        _pdf,
        "a.pdf",
        "",
        *expect,
        tool="pdf-redact",
        options={"patterns": patterns},
        seconds=20,
    )


_SCHEMA = bytes_of(b'{"items": {"pattern": "^(a+)+$"}}')
_SLOW = bytes_of(b'["' + b"a" * 40 + b'!"]')

CASES = (
    convert("H107", "Parquet of 5 million rows, as a workbook", _repeated(5_000_000, 1024), "a.parquet",
        "xlsx", _LIMIT),
    convert("H107", "Parquet of 250 million rows", _empty_rows, "a.parquet", "csv", _LIMIT),
    convert("H108", "a footer of 2 GB", _with_footer(2**31 - 1), "a.parquet", "csv", _DAMAGED),
    convert("H108", "a footer of less than nothing", _with_footer(-1), "a.parquet", "csv", _DAMAGED),
    convert("H108", "a footer without sense", _with_nonsense, "a.parquet", "csv", _DAMAGED),
    convert("H108", "a page that says 2 GB", _with_large_page, "a.parquet", "csv", _DAMAGED),
    convert("H109", "a database with a view without end and a trigger", _database(*_TRIGGERED), "a.sqlite",
        "json"),
    convert("H109", "a database with nothing but a view", _database(_TRIGGERED[0]), "a.sqlite", "json",
        "input_not_allowed"),
    convert("H109", "a view without end that is called a table", _database(*_posing(_ENDLESS)), "a.sqlite",
        "json", _DAMAGED),
    convert("H109", "a view of crossed tables that is called a table", _database(*_posing(_CROSSED)),
        "a.sqlite", "json", _DAMAGED),
    convert("H109", "a column that makes itself", _database(*_GENERATED), "a.sqlite", "json", "tool_memory"),
    convert("H109", "a script of SQL", bytes_of(b"ATTACH 'x' AS y;\n"), "a.sql", "json",
        "input_not_allowed"),
    _redact("a pattern that goes back", ["(a+)+$", "(a|a)*b", "(.*)*!x"]),
    _redact("a pattern that refers back", [r"(a)\1"], "input_not_allowed"),
    _redact("a pattern of 10 MB", ["a" * 10_000_000], "validation_error"),
    _redact("a pattern that grows", ["((a{100}){100}){100}"], "input_not_allowed"),
    convert(
        "H110", "a query with a pattern that goes back", bytes_of(b"a\n" + b"a" * 60 + b"!\n"), "a.csv",
        "csv", tool="data-query",
        options={"query": "SELECT regexp_matches(a, '^(a+)+$') AS m FROM source"},
    ),
    convert(
        "H110", "a schema with a pattern that goes back", _SLOW, "a.json", "", "input_limit",
        tool="json-format",
        more=(("schema", "schema.json", _SCHEMA),), seconds=240,
    ),
)  # fmt: skip
