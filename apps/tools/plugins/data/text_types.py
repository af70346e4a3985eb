"""Sees which columns of text hold numbers, truth values or moments; no digit may be lost by it.

A sample is enough to guess. The guess is right, or reading on it fails: then every row is looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from apps.tools.plugins.data.tables import Table, stream
from apps.tools.plugins.data.text_kinds import MOST_DIGITS, Kind, text_kinds

if TYPE_CHECKING:
    from polars import Expr, LazyFrame

SAMPLE_ROWS = 2000


def typed_frames(table: Table, *, temporal: bool) -> "Iterator[LazyFrame]":
    """The table with types: at first as a sample suggests, then, should that fail, as every row demands."""
    import polars as pl

    if not table.is_text:
        yield table.frame
        return
    kinds = text_kinds(temporal=temporal)
    sample = table.frame.head(SAMPLE_ROWS).collect()
    guesses: dict[str, Kind | None] = {}
    unseen = False
    for name in sample.columns:
        texts = sample[name].drop_nulls().to_list()
        unseen = unseen or (not texts and sample.height == SAMPLE_ROWS)
        guesses[name] = next(
            (kind for kind in kinds if texts and all(map(kind.pattern.fullmatch, texts))), None
        )
    if not unseen:
        yield _convert(table.frame, {name: kind.convert for name, kind in guesses.items() if kind})
    yield _convert(table.frame, _decide(table.frame, kinds))
    yield table.frame.select(pl.all())


def _convert(frame: "LazyFrame", casts: "Mapping[str, Callable[[Expr], Expr]]") -> "LazyFrame":
    import polars as pl

    return frame.with_columns([cast(pl.col(name)).alias(name) for name, cast in casts.items()])


def _decide(frame: "LazyFrame", kinds: tuple[Kind, ...]) -> "Mapping[str, Callable[[Expr], Expr]]":
    """Look at every row: the first kind that holds for all of a column, or exact decimals, or text."""
    import polars as pl

    names = frame.collect_schema().names()
    held = stream(
        frame.select(
            [
                kind.holds(pl.col(name)).alias(f"{number}:{at}")
                for number, name in enumerate(names)
                for at, kind in enumerate(kinds)
            ]
            + [pl.col(name).is_null().all().alias(f"{number}:empty") for number, name in enumerate(names)]
        )
    ).row(0, named=True)
    decided: dict[str, Callable[[Expr], Expr]] = {}
    for number, name in enumerate(names):
        kind = next((kind for at, kind in enumerate(kinds) if held[f"{number}:{at}"]), None)
        if held[f"{number}:empty"]:
            continue
        if kind:
            decided[name] = kind.convert
        elif exact := _decimal(frame, name):
            decided[name] = exact
    return decided


def _decimal(frame: "LazyFrame", name: str) -> "Callable[[Expr], Expr] | None":
    """A decimal type that holds all digits of the column, if there is one."""
    import polars as pl

    text = pl.col(name)
    point = text.str.extract(r"\.([0-9]+)$").str.len_bytes().max().fill_null(0)
    whole = text.str.extract(r"^-?([0-9]+)").str.len_bytes().max()
    fits = (text.str.contains(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$") | text.is_null()).all()
    fine, scale, digits = stream(
        frame.select(fits.alias("fits"), point.alias("scale"), whole.alias("digits"))
    ).row(0)
    if not fine or scale + (digits or 0) > MOST_DIGITS:
        return None
    return lambda column: column.cast(pl.Decimal(MOST_DIGITS, int(scale)))
