"""Turns records of Python values into a typed table on disk, some thousands at a time.

Types may change from piece to piece; the pieces are brought to one type for each column when they are read.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.data.columns import check_number
from apps.tools.plugins.data.exact_json import dump
from apps.tools.plugins.data.flat_columns import as_text

if TYPE_CHECKING:
    from polars import DataType, Expr, LazyFrame, Series

_PIECE = 20_000
_MOST_DIGITS = 38
_EXACT_IN_FLOATS = 2**53


def spool(records: Iterable[Mapping[str, Any]], folder: Path, *, columns: Iterable[str] = ()) -> "LazyFrame":
    """A frame over the records; columns come in the order in which they first appear."""
    import polars as pl

    wanted, pieces = dict.fromkeys(columns), list[Path]()
    schemas: list[Mapping[str, DataType]] = []
    iterator = iter(records)
    while piece := list(islice(iterator, _PIECE)):
        names = dict.fromkeys(name for record in piece for name in record)
        wanted |= names
        check_number(len(wanted))
        frame = pl.DataFrame([_series(name, [record.get(name) for record in piece]) for name in names])
        path = folder / f"spool-{len(pieces):06d}.arrow"
        frame.write_ipc(path)
        pieces.append(path)
        schemas.append(frame.schema)
    if not pieces:
        return pl.LazyFrame(schema=dict.fromkeys(wanted, pl.String()))
    types = {name: _common(schema[name] for schema in schemas if name in schema) for name in wanted}
    frames = [
        pl.scan_ipc(path).select([_cast(name, schema.get(name), wanted) for name, wanted in types.items()])
        for path, schema in zip(pieces, schemas, strict=True)
    ]
    return pl.concat(frames, how="vertical")


def _series(name: str, values: list[Any]) -> "Series":
    import polars as pl

    kinds = {type(value) for value in values if value is not None}
    for fitting in (_plain, _numeric, _temporal, _nested):
        series = fitting(name, values, kinds)
        if series is not None:
            return series
    return pl.Series(name, [None if value is None else _text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump(value).strip('"')


def _plain(name: str, values: list[Any], kinds: set[type]) -> "Series | None":
    import polars as pl

    types = {str: pl.String(), bool: pl.Boolean(), bytes: pl.Binary()}
    if not kinds:
        return pl.Series(name, values, dtype=pl.Null)
    return (
        pl.Series(name, values, dtype=types[kind])
        if len(kinds) == 1 and (kind := next(iter(kinds))) in types
        else None
    )


def _numeric(name: str, values: list[Any], kinds: set[type]) -> "Series | None":
    import polars as pl

    if not kinds <= {int, float, Decimal}:
        return None
    integers = [abs(value) for value in values if type(value) is int]
    largest = max(integers, default=0)
    if kinds == {int} and largest < 2**63:
        return pl.Series(name, values, dtype=pl.Int64)
    if Decimal not in kinds and float in kinds and largest <= _EXACT_IN_FLOATS:
        return pl.Series(name, [None if value is None else float(value) for value in values])
    exact = [
        None if value is None else Decimal(repr(value) if type(value) is float else value) for value in values
    ]
    if not all(value is None or value.is_finite() for value in exact):
        return None
    scale = max((-int(value.as_tuple().exponent) for value in exact if value is not None), default=0)
    scale = max(scale, 0)
    whole = max((value.adjusted() + 1 for value in exact if value), default=1)
    if max(whole, 1) + scale > _MOST_DIGITS:
        return None
    return pl.Series(name, exact, dtype=pl.Decimal(_MOST_DIGITS, scale))


def _temporal(name: str, values: list[Any], kinds: set[type]) -> "Series | None":
    import polars as pl

    if kinds == {date}:
        return pl.Series(name, values, dtype=pl.Date)
    if kinds == {time}:
        return pl.Series(name, values, dtype=pl.Time)
    if not kinds <= {date, datetime}:
        return None
    moments = [_moment(value) for value in values]
    zoned = {moment.tzinfo is not None for moment in moments if moment is not None}
    if len(zoned) > 1:
        return None
    if zoned == {True}:
        return pl.Series(name, [m and m.astimezone(UTC) for m in moments], dtype=pl.Datetime("us", "UTC"))
    return pl.Series(name, moments, dtype=pl.Datetime("us"))


def _moment(value: date | datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone


def _nested(name: str, values: list[Any], kinds: set[type]) -> "Series | None":
    import polars as pl

    if kinds not in ({dict}, {list}):
        return None
    try:
        series = pl.Series(name, values, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return None
    return series if series.to_list() == values else None


def _common(types: "Iterator[DataType]") -> "DataType":
    import polars as pl

    common: DataType = pl.Null()
    for other in types:
        common = _merge(common, other)
    return pl.String() if common == pl.Null() else common


def _merge(one: "DataType", other: "DataType") -> "DataType":
    import polars as pl

    if one == other or other == pl.Null():
        return one
    if one == pl.Null():
        return other
    kinds = {type(one), type(other)}
    if kinds <= {pl.Int64, pl.Decimal}:
        scale = max(getattr(one, "scale", 0), getattr(other, "scale", 0))
        return pl.Decimal(_MOST_DIGITS, scale)
    if kinds == {pl.Date, pl.Datetime} and not {
        getattr(one, "time_zone", None),
        getattr(other, "time_zone", None),
    } - {None}:
        return pl.Datetime("us")
    return pl.Float64() if kinds == {pl.Int64, pl.Float64} else pl.String()


def _cast(name: str, found: "DataType | None", wanted: "DataType") -> "Expr":
    import polars as pl

    if found is None:
        return pl.lit(None, dtype=wanted).alias(name)
    if wanted == pl.String() and found != pl.String():
        return as_text(name, found)
    return pl.col(name).cast(wanted) if found != wanted else pl.col(name)
