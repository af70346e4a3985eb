"""Measures a table column by column, so that no more than one column is in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.data.flat_columns import as_text
from apps.tools.plugins.data.profiles import Bin, ColumnProfile, TableProfile, ValueCount
from apps.tools.plugins.data.tables import count_rows, stream

if TYPE_CHECKING:
    from polars import DataType, LazyFrame, Series

MOST_COLUMNS = 200
_EXACT_ROWS = 2_000_000
_BINS = 20
_TOP = 5
_LONGEST_VALUE = 80
_QUANTILES = (5, 25, 50, 75, 95)


def profile_table(path: Path, *, name: str, progress: Callable[[float, str], None]) -> TableProfile:
    """Measure the first 200 columns of a Parquet file."""
    import polars as pl

    frame = pl.scan_parquet(path, glob=False)
    schema = frame.collect_schema()
    rows = count_rows(frame)
    profiles = []
    measured = list(schema.items())[:MOST_COLUMNS]
    for number, (column, kind) in enumerate(measured):
        progress(0.3 + 0.6 * number / len(measured), column)
        profiles.append(_profile(frame.select(column), column, kind, rows=rows))
    return TableProfile(name=name, rows=rows, columns=profiles, columns_in_all=len(schema))


def _profile(frame: "LazyFrame", name: str, kind: "DataType", *, rows: int) -> ColumnProfile:
    import polars as pl

    numeric, ordered = kind.is_numeric(), kind.is_numeric() or kind.is_temporal()
    if not (ordered or kind in {pl.String, pl.Boolean}):
        frame = frame.select(as_text(name, kind))
    column = pl.col(name)
    estimate = rows > _EXACT_ROWS
    values = stream(frame).to_series()
    filled = values.drop_nulls()
    finite = filled.filter(filled.is_finite()) if kind.is_float() else filled
    is_text = values.dtype == pl.String
    distinct = stream(
        frame.select(column.approx_n_unique() if estimate else column.drop_nulls().n_unique())
    ).item()
    lengths = filled.str.len_chars() if is_text else None
    return ColumnProfile(
        name=name,
        type=_named(kind),
        nulls=values.null_count(),
        distinct=distinct,
        distinct_is_estimate=estimate,
        minimum=_shown(finite.min()),
        maximum=_shown(finite.max()),
        mean=_number(finite.cast(pl.Float64).mean()) if numeric else None,
        deviation=_number(finite.cast(pl.Float64).std()) if numeric else None,
        quantiles=_quantiles(finite) if ordered and len(finite) else {},
        shortest=_whole(lengths.min()) if lengths is not None else None,
        longest=_whole(lengths.max()) if lengths is not None else None,
        top=_top(filled),
        histogram=_histogram(finite) if ordered and len(finite) else [],
    )


def _named(kind: "DataType") -> str:
    import polars as pl

    if kind.is_integer():
        return "integer"
    names: dict[type, str] = {
        pl.String: "text", pl.Decimal: "decimal", pl.Boolean: "truth", pl.Date: "date", pl.Datetime: "moment",
        pl.Time: "time", pl.Duration: "time", pl.Binary: "bytes",
    }  # fmt: skip
    return "number" if kind.is_float() else names.get(kind.base_type(), "nested")


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _number(value: Any) -> float | None:
    return float(value) if value is not None and value - value == 0 else None


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _quantiles(values: "Series") -> dict[str, str]:
    ordered = values.sort()
    last = len(ordered) - 1
    return {str(percent): _shown(ordered[round(last * percent / 100)]) or "" for percent in _QUANTILES}


def _top(values: "Series") -> list[ValueCount]:
    counted = values.alias("value").value_counts(name="count").sort("count", descending=True).head(_TOP)
    return [ValueCount(value=_shown(value) or "", count=count) for value, count in counted.iter_rows()]


def _histogram(values: "Series") -> list[Bin]:
    """Bars of equal width between the smallest and the largest value."""
    import polars as pl

    kind = values.dtype
    numbers = (values if kind.is_numeric() else values.to_physical()).cast(pl.Float64)
    low, high = float(str(numbers.min())), float(str(numbers.max()))
    count = _BINS if high > low else 1
    width = (high - low) / count or 1.0
    places = ((numbers - low) / width).floor().clip(0, count - 1).cast(pl.Int32)
    counts = dict(places.alias("bin").value_counts(name="count").iter_rows())
    return [
        Bin(
            lower=_bound(low + width * number, kind),
            upper=_bound(low + width * (number + 1) if count > 1 else high, kind),
            count=counts.get(number, 0),
        )
        for number in range(count)
    ]


def _bound(value: float, kind: "DataType") -> str:
    import polars as pl

    if kind.is_numeric():
        return f"{value:.6g}"
    return _shown(pl.Series([round(value)]).cast(kind)[0]) or ""
