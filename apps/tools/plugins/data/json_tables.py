"""Reads JSON and NDJSON as tables: as fast as polars can, or exactly where polars would change a value."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.encodings import LONGEST_LINE, Text, open_text
from apps.tools.plugins.data.exact_json import read_lines, read_tree
from apps.tools.plugins.data.json_scan import Structure, scan_lines, split_array
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table, count_rows

if TYPE_CHECKING:
    from polars import LazyFrame


def read_json(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """A list of records, the one list of records within an object, or an object as a single record."""
    text = _open(source, options, folder, longest_line=None)
    if not starts_list(text.path):
        scan_lines(text.path, name=source.name)
        records, notes = records_of(read_tree(text.path, name=source.name))
        return Table(frame=spool(records, folder), notes=notes)
    lines = folder / f"lines-{source.path.stem}.ndjson"
    seen = split_array(text.path, lines, name=source.name)
    return Table(frame=_frame(lines, seen, folder, name=source.name))


def read_ndjson(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """One record a line."""
    text = _open(source, options, folder, longest_line=LONGEST_LINE)
    seen = scan_lines(text.path, name=source.name)
    return Table(frame=_frame(text.path, seen, folder, name=source.name))


def _open(source: ToolInput, options: ReadingOptions, folder: Path, *, longest_line: int | None) -> Text:
    """JSON is UTF-8 (RFC 8259), so no other encoding is guessed; raises InvalidInputError."""
    text = open_text(
        source.path, name=source.name, encoding=options.encoding, folder=folder, longest_line=longest_line
    )
    if text.guessed:
        raise InvalidInputError(
            f"'{source.name}' is not UTF-8 text, as JSON must be. It may be {text.encoding}: choose the "
            "encoding if you know it."
        )
    return text


def starts_list(path: Path) -> bool:
    """Whether the first value of the file is a list."""
    with path.open("rb") as file:
        return file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def _frame(lines: Path, seen: Structure, folder: Path, *, name: str) -> "LazyFrame":
    import polars as pl

    if not seen.delicate:
        try:
            frame = pl.scan_ndjson(lines, infer_schema_length=None, low_memory=True)
            if frame.collect_schema() and seen.has_values(count_rows(frame)):
                return frame
        except pl.exceptions.PolarsError:
            pass  # values of different kinds in one place, or damage: the exact reader tells which
    return spool(as_records(seen.counted(read_lines(lines, name=name))), folder)


def as_records(values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Objects as they are, other values in a column called `value`."""
    for value in values:
        yield value if isinstance(value, dict) else {"value": value}


def records_of(tree: Any) -> tuple[list[Mapping[str, Any]], tuple[str, ...]]:
    """The records in a tree of values, and a note on where they were found."""
    if isinstance(tree, list):
        return list(as_records(tree)), ()
    if not isinstance(tree, dict):
        return [{"value": tree}], ()
    lists = [key for key, value in tree.items() if _is_records(value)]
    if len(lists) == 1 and not any(isinstance(value, dict) for value in tree.values()):
        others = ", ".join(key for key in tree if key != lists[0])
        left = f" Left out: {others}." if others else ""
        return list(tree[lists[0]]), (f"The rows are the records of '{lists[0]}'.{left}",)
    return [tree], ()


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
