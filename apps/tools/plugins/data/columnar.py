"""Reads Parquet and Arrow files, whose columns have types already."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.columns import check_number
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.tables import Table, count_rows

if TYPE_CHECKING:
    from polars import LazyFrame

MAX_ROWS = 200_000_000


def read_columnar(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:  # noqa: ARG001 - as all readers
    """The table, after a look at its footer."""
    import polars as pl

    try:
        frame = _scan(source)
        schema = frame.collect_schema()
        rows = count_rows(frame)
    except pl.exceptions.PolarsError:
        raise InvalidInputError(
            f"'{source.name}' cannot be read: its footer is damaged, or it is cut off."
        ) from None
    check_number(len(schema))
    if rows > MAX_ROWS:
        raise InvalidInputError(
            f"'{source.name}' has {rows} rows; at most {MAX_ROWS} are accepted.", code="input_limit"
        )
    named = [
        pl.col(name).cast(pl.String)
        for name, kind in schema.items()
        if kind in {pl.Categorical, pl.Enum, pl.Null}
    ]
    return Table(frame=frame.with_columns(named) if named else frame)


def _scan(source: ToolInput) -> "LazyFrame":
    import polars as pl

    if source.format == "parquet":
        return pl.scan_parquet(source.path, glob=False, hive_partitioning=False)
    return pl.scan_ipc(source.path, glob=False, hive_partitioning=False)
