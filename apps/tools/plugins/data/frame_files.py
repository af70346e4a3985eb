"""Writes tables as polars does: CSV, JSON, NDJSON, Parquet and Arrow, in pieces, whatever their size."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.flat_columns import (
    Nested,
    flatten,
    moments_as_text,
    without_formulas,
)
from apps.tools.plugins.data.tables import count_rows

if TYPE_CHECKING:
    from polars import Expr, LazyFrame

Compression = Literal["snappy", "zstd", "lz4"]
_PIECE = 1024 * 1024


def write_delimited(
    frame: "LazyFrame", path: Path, *, delimiter: str, mark: bool, escape: bool, nested: Nested
) -> None:
    """Write CSV; no value is an empty field, an empty text is a quoted one.

    Raises InvalidInputError when a text holds a letter that no reader of CSV takes.
    """
    plain = moments_as_text(flatten(frame, nested=nested))
    safe = without_formulas(plain) if escape else plain
    safe.sink_csv(path, separator=delimiter, include_bom=mark, quote_style="necessary", engine="streaming")
    _refuse_zero_bytes(path)


def _refuse_zero_bytes(path: Path) -> None:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if b"\0" in piece:
                raise InvalidInputError(
                    "A text in the table holds the letter U+0000, which CSV cannot hold. Choose JSON, YAML "
                    "or a workbook, or take the letter out."
                )


def write_ndjson(frame: "LazyFrame", path: Path) -> None:
    """Write a record a line; numbers that are no floats keep their digits."""
    import polars as pl

    plain = moments_as_text(frame)
    schema = plain.collect_schema()
    if any(isinstance(kind, pl.Decimal) for kind in schema.values()):
        lines = plain.select(_exact_lines(plain).alias("line"))
        lines.sink_csv(path, include_header=False, quote_style="never", engine="streaming")
    else:
        plain.sink_ndjson(path, engine="streaming")


def _exact_lines(frame: "LazyFrame") -> "Expr":
    """Each row as JSON; polars would write decimals as texts."""
    import polars as pl

    pieces = []
    for name, kind in frame.collect_schema().items():
        if isinstance(kind, pl.Decimal):
            key = pl.DataFrame({name: [0]}).write_ndjson().strip().removeprefix("{").removesuffix("0}")
            piece = pl.concat_str(pl.lit(key), pl.col(name).cast(pl.String).fill_null("null"))
        else:
            piece = pl.struct(pl.col(name)).struct.json_encode().str.strip_prefix("{").str.strip_suffix("}")
        pieces.append(piece)
    return pl.concat_str(pl.lit("{"), pl.concat_str(pieces, separator=","), pl.lit("}"))


def write_json(frame: "LazyFrame", path: Path) -> None:
    """Write a list with a record a line."""
    lines = path.with_suffix(".lines")
    write_ndjson(frame, lines)
    join_lines(lines, path)
    lines.unlink()


def join_lines(lines: Path, path: Path) -> None:
    """Make one JSON list of the values of a file with one a line."""
    with lines.open("rb") as source, path.open("wb") as target:
        target.write(b"[\n")
        held = b""
        while piece := source.read(_PIECE):
            target.write(held.replace(b"\n", b",\n"))
            held = piece
        target.write(held.removesuffix(b"\n").replace(b"\n", b",\n") + b"\n]\n")


def write_columnar(frame: "LazyFrame", path: Path, *, format: str, compression: Compression) -> int:
    """Write Parquet or Arrow with the types the columns have; how many rows."""
    import polars as pl

    large = [
        pl.col(name).cast(pl.Decimal(38, 0))
        for name, kind in frame.collect_schema().items()
        if kind == pl.Int128
    ]
    frame = frame.with_columns(large) if large else frame
    if format == "arrow":
        frame.sink_ipc(path, compression="uncompressed", engine="streaming")
        return count_rows(pl.scan_ipc(path, glob=False))
    frame.sink_parquet(path, compression=compression, engine="streaming")
    return count_rows(pl.scan_parquet(path, glob=False))
