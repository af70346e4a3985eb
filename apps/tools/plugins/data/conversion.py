"""From a file of data to a file of data: as trees where both are, else as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.data import frame_files, row_files
from apps.tools.plugins.data.flat_columns import has_nested
from apps.tools.plugins.data.reading import read_table, unreadable
from apps.tools.plugins.data.reading_options import DELIMITERS, ReadingOptions
from apps.tools.plugins.data.tables import Table, count_rows, refuse_rows
from apps.tools.plugins.data.text_types import typed_frames
from apps.tools.plugins.data.tree_files import TREES, read_values, write_values
from apps.tools.plugins.data.writing_options import WritingOptions

if TYPE_CHECKING:
    from polars import LazyFrame

_TEXT_ONLY = {"csv", "tsv", "md", "html", "xml"}
"""Targets in which types do not show: cells that are texts pass as they are."""
_TEMPORAL = {"parquet", "arrow", "xlsx"}
_FLAT = {"csv", "tsv", "xlsx", "md", "html", "toml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What can be claimed of the file that was written, and what its owner should know."""

    claims: Mapping[str, float]
    notes: tuple[str, ...]


def convert(
    source: ToolInput,
    path: Path,
    *,
    format: str,
    reading: ReadingOptions,
    writing: WritingOptions,
    workspace: Path,
) -> Written:
    """Read the source and write it as `format`; raises InvalidInputError."""
    if source.format in TREES and format in TREES:
        values = read_values(source, reading, workspace)
        if values is not None:
            claims, notes = write_values(values, path, format=format)
            return Written(claims=claims, notes=notes)
    table = read_table(source, reading, workspace)
    return write_table(table, path, format=format, writing=writing, source=source)


def write_table(
    table: Table, path: Path, *, format: str, writing: WritingOptions, source: ToolInput
) -> Written:
    """Write a table in any format; what was guessed wrongly of its rows and types is corrected on the way."""
    import polars as pl

    errors = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
    try:
        return _write_typed(table, path, format=format, writing=writing, errors=errors)
    except errors:
        if table.repaired is None:
            raise unreadable(source) from None
    return write_table(table.repaired(), path, format=format, writing=writing, source=source)


def _write_typed(
    table: Table,
    path: Path,
    *,
    format: str,
    writing: WritingOptions,
    errors: tuple[type[BaseException], ...],
) -> Written:
    if format in row_files.MOST_ROWS:
        refuse_rows(count_rows(table.frame), most=row_files.MOST_ROWS[format], target=format)
    as_text = table.is_text and format in _TEXT_ONLY
    frames = iter([table.frame]) if as_text else typed_frames(table, temporal=format in _TEMPORAL)
    failure: BaseException | None = None
    for frame in frames:
        try:
            rows, notes = _write(frame, path, format=format, writing=writing)
        except errors as error:
            failure = error
            continue
        claims = {} if format in {"md", "html", "toml"} else {"rows": rows}
        return Written(claims=claims, notes=(*table.notes, *_zone_note(table, frame), *notes))
    raise failure or AssertionError("There is always a frame.")


def copy_as_parquet(
    source: ToolInput, reading: ReadingOptions, workspace: Path
) -> tuple[Path, tuple[str, ...]]:
    """The table with types, in a file of which single columns can be read; and notes."""
    path = workspace / f"table-{source.path.stem}.parquet"
    shared = {name: getattr(reading, name) for name in ReadingOptions.model_fields}
    writing = WritingOptions(output_format="parquet", **shared)
    table = read_table(source, reading, workspace)
    return path, write_table(table, path, format="parquet", writing=writing, source=source).notes


def _write(
    frame: "LazyFrame", path: Path, *, format: str, writing: WritingOptions
) -> tuple[int, tuple[str, ...]]:
    notes = _nested_note(writing) if format in _FLAT and has_nested(frame) else ()
    if format in {"csv", "tsv"}:
        frame_files.write_delimited(
            frame,
            path,
            delimiter="\t" if format == "tsv" else DELIMITERS[writing.output_delimiter],
            mark=writing.byte_order_mark,
            escape=writing.formulas == "escape",
            nested=writing.nested,
        )
    elif format in {"parquet", "arrow"}:
        return frame_files.write_columnar(frame, path, format=format, compression=writing.compression), notes
    elif format in {"json", "ndjson"}:
        (frame_files.write_json if format == "json" else frame_files.write_ndjson)(frame, path)
    elif format in {"md", "html"}:
        return row_files.write_markup(frame, path, format=format, nested=writing.nested), notes
    else:
        rows, lost = (
            row_files.write_workbook(frame, path, nested=writing.nested)
            if format == "xlsx"
            else row_files.write_records(frame, path, format=format)
        )
        return rows, (*notes, *lost)
    return count_rows(frame), notes


def _nested_note(writing: WritingOptions) -> tuple[str, ...]:
    how = "unfolded into columns, lists written as JSON" if writing.nested == "flatten" else "written as JSON"
    return (f"Records within cells were {how}.",)


def _zone_note(table: Table, frame: "LazyFrame") -> tuple[str, ...]:
    import polars as pl

    zoned = table.is_text and any(
        isinstance(kind, pl.Datetime) and kind.time_zone for kind in frame.collect_schema().values()
    )
    return ("Times with an offset were brought to UTC.",) if zoned else ()
