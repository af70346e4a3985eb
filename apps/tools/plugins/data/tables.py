"""A table on its way from any format to any other: columns that are read as they are needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from polars import DataFrame, LazyFrame

Record = Mapping[str, Any]
"""A row of Python values by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a reader found; in a text table every cell is text or None, and types are still to be seen."""

    frame: "LazyFrame"
    is_text: bool = False
    notes: tuple[str, ...] = ()
    repaired: "Callable[[], Table] | None" = None
    """The table again, read with more patience, should polars stumble over its rows."""


def stream(frame: "LazyFrame") -> "DataFrame":
    """Answer a query over a file of any size, in pieces."""
    return frame.collect(engine="streaming")


def sound(table: Table) -> Table:
    """The table, or its repaired self if not all of its rows can be read; looks at every row."""
    import polars as pl

    try:
        stream(table.frame.select(pl.all().null_count()))
    except pl.exceptions.PolarsError:
        if table.repaired is None:
            raise
        return table.repaired()
    return table


def count_rows(frame: "LazyFrame") -> int:
    """How many rows there are."""
    import polars as pl

    return int(stream(frame.select(pl.len())).item())


def refuse_rows(count: int, *, most: int, target: str) -> None:
    """Refuse what a format cannot hold, or only absurdly slowly."""
    if count > most:
        raise InvalidInputError(
            f"The table has {count} rows; {target} takes at most {most}. Choose csv, ndjson or parquet.",
            code="input_limit",
        )
