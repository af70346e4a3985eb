"""Columns as plain formats can hold them: nested values unfolded or as JSON, moments as ISO 8601 text."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from polars import DataType, Expr, LazyFrame

    Schema = dict[str, DataType]

Nested = Literal["flatten", "json"]
_MARKERS = r"^[=+\-@\t\r]"
_NUMBER = r"^[-+]?[0-9][0-9 .,]*$"
"""A phone number or an amount: no spreadsheet computes anything from it."""


def as_text(name: str, kind: "DataType") -> "Expr":
    """The column as text, whatever its type."""
    import polars as pl

    column = pl.col(name)
    if isinstance(kind, pl.Struct | pl.List | pl.Array):
        wrapped = pl.struct(column.alias("v")).struct.json_encode()
        text = wrapped.str.strip_prefix('{"v":').str.strip_suffix("}")
        return pl.when(column.is_null()).then(pl.lit(None)).otherwise(text).alias(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if kind.time_zone else "")).alias(name)
    if isinstance(kind, pl.Time):
        return column.dt.strftime("%H:%M:%S%.f").alias(name)
    if isinstance(kind, pl.Duration):
        return column.dt.to_string("iso").alias(name)
    if isinstance(kind, pl.Binary):
        return column.bin.encode("base64").alias(name)
    return column.cast(pl.String).alias(name)


def has_nested(frame: "LazyFrame") -> bool:
    """Whether cells hold records or lists."""
    import polars as pl

    kinds = pl.Struct | pl.List | pl.Array
    return any(isinstance(kind, kinds) for kind in frame.collect_schema().values())


def flatten(frame: "LazyFrame", *, nested: Nested) -> "LazyFrame":
    """Unfold records within cells into columns called `outer.inner`, or make them JSON; lists become JSON."""
    import polars as pl

    schema = dict(frame.collect_schema())
    while nested == "flatten" and any(isinstance(kind, pl.Struct) for kind in schema.values()):
        frame = frame.select(_unfold(schema))
        schema = dict(frame.collect_schema())
    kinds = pl.Struct | pl.List | pl.Array
    lists = [as_text(name, kind) for name, kind in schema.items() if isinstance(kind, kinds)]
    return frame.with_columns(lists) if lists else frame


def _unfold(schema: "Schema") -> "list[Expr]":
    import polars as pl

    columns: dict[str, Expr] = {}
    for name, kind in schema.items():
        if not isinstance(kind, pl.Struct):
            columns[_free(name, columns)] = pl.col(name)
            continue
        for inner in kind.fields:
            columns[_free(f"{name}.{inner.name}", columns)] = pl.col(name).struct.field(inner.name)
    return [column.alias(name) for name, column in columns.items()]


def _free(name: str, taken: "dict[str, Expr]") -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def moments_as_text(frame: "LazyFrame") -> "LazyFrame":
    """Write moments in ISO 8601, and bytes in Base64: for formats that have neither."""
    import polars as pl

    schema = frame.collect_schema()
    kinds = pl.Datetime | pl.Time | pl.Duration | pl.Binary
    return frame.with_columns(
        [as_text(name, kind) for name, kind in schema.items() if isinstance(kind, kinds)]
    )


def without_formulas(frame: "LazyFrame") -> "LazyFrame":
    """Put an apostrophe before texts, and names of columns, that a spreadsheet would compute."""
    import re

    import polars as pl

    schema = frame.collect_schema()
    texts = [name for name, kind in schema.items() if kind == pl.String()]
    escaped = frame.with_columns([_escaped(pl.col(name)) for name in texts])
    names = {name: f"'{name}" for name in schema.names() if re.match(_MARKERS, name)}
    return escaped.rename(names) if names else escaped


def _escaped(column: "Expr") -> "Expr":
    import polars as pl

    dangerous = column.str.contains(_MARKERS) & ~column.str.contains(_NUMBER)
    return (
        pl.when(dangerous)
        .then(pl.concat_str(pl.lit("'"), column))
        .otherwise(column)
        .alias(column.meta.output_name())
    )
