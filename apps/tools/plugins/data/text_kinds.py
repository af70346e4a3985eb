"""What a column of text may stand for: truth values, numbers, days and moments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polars import Expr

_TRUE, _FALSE = ["true", "True", "TRUE"], ["false", "False", "FALSE"]
_WRONG = "not of this kind"
_SEVENTEEN_DIGITS = r"^-?[0.]*(?:[0-9]\.?){1,17}(?:[eE][-+]?[0-9]{1,3})?$"
"""A binary number of 64 bits keeps 17 digits, and gives them back."""
MOST_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text may stand for; `loses` is true where `cast` would succeed and yet change the value."""

    name: str
    pattern: re.Pattern[str]
    loses: "Callable[[Expr], Expr]"
    cast: "Callable[[Expr, bool], Expr]"

    def convert(self, column: "Expr") -> "Expr":
        """The values; reading them fails at the first text that is not of this kind."""
        import polars as pl

        return self.cast(pl.when(self.loses(column)).then(pl.lit(_WRONG)).otherwise(column), True)  # noqa: FBT003

    def holds(self, column: "Expr") -> "Expr":
        """Whether every text of the column is of this kind."""
        fits = self.cast(column, False).is_not_null() & ~self.loses(column)  # noqa: FBT003
        return (fits | column.is_null()).all()


def _is_padded(column: "Expr") -> "Expr":
    text = column.str
    return (
        (text.starts_with("0") & (text.len_bytes() > 1) & ~text.starts_with("0."))
        | (text.starts_with("-0") & ~text.starts_with("-0."))
        | text.starts_with("+")
    )


def _casting(type_name: str) -> "Callable[[Expr, bool], Expr]":
    def cast(column: "Expr", strict: bool) -> "Expr":  # noqa: FBT001 - as polars has it
        import polars as pl

        types = {"integer": pl.Int64(), "large": pl.Decimal(MOST_DIGITS, 0), "float": pl.Float64()}
        return column.cast(types[type_name], strict=strict)

    return cast


def _cast_truth(column: "Expr", strict: bool) -> "Expr":  # noqa: FBT001
    """By way of numbers: polars collects all of a column before it replaces texts by truth values."""
    import polars as pl

    digit = pl.when(column.is_in(_TRUE)).then(pl.lit("1")).when(column.is_in(_FALSE)).then(pl.lit("0"))
    return digit.otherwise(column).cast(pl.Int8, strict=strict) == 1


def _cast_date(column: "Expr", strict: bool) -> "Expr":  # noqa: FBT001
    return column.str.to_date("%Y-%m-%d", strict=strict)


def _cast_moment(format: str) -> "Callable[[Expr, bool], Expr]":
    def cast(column: "Expr", strict: bool) -> "Expr":  # noqa: FBT001
        zone = "UTC" if format.endswith("z") else None
        return column.str.to_datetime(format, time_unit="us", time_zone=zone, strict=strict)

    return cast


def _numbers() -> tuple[Kind, ...]:
    digits = r"-?(?:0|[1-9]\d*)"
    return (
        Kind(
            "integer",
            re.compile(r"-?(?:0|[1-9]\d{0,18})"),
            lambda text: _is_padded(text) | (text.str.len_bytes() > 20),  # noqa: PLR2004 - -2**63
            _casting("integer"),
        ),
        Kind(
            "large integer",
            re.compile(rf"{digits}"),
            lambda text: ~text.str.contains(r"^-?(?:0|[1-9][0-9]{0,37})$"),
            _casting("large"),
        ),
        Kind(
            "short number",
            re.compile(rf"(?=.{{1,17}}$){digits}(?:\.\d+)?(?:[eE][+-]?\d+)?"),
            lambda text: _is_padded(text) | (text.str.len_bytes() > 17),  # noqa: PLR2004
            _casting("float"),
        ),
        Kind(
            "number",
            re.compile(rf"{digits}(?:\.\d+)?(?:[eE][+-]?\d+)?"),
            lambda text: _is_padded(text) | ~text.str.contains(_SEVENTEEN_DIGITS),
            _casting("float"),
        ),
    )


def _moments() -> Iterator[Kind]:
    day = r"\d{4}-\d\d-\d\d"
    yield Kind("date", re.compile(day), lambda text: text.str.len_bytes() != 10, _cast_date)  # noqa: PLR2004
    for between in "T ":
        for clock, format in ((r"\d\d:\d\d:\d\d(?:\.\d{1,6})?", "%H:%M:%S%.f"), (r"\d\d:\d\d", "%H:%M")):
            for zone, ending in (("", ""), (r"(?:Z|[+-]\d\d:?\d\d)", "%#z")):
                pattern = f"{day}{between}{clock}{zone}"
                yield Kind(
                    f"moment {between}{format}{ending}",
                    re.compile(pattern),
                    lambda text, pattern=pattern: ~text.str.contains(f"^{pattern}$"),  # type: ignore[misc] # mypy sees no type of a lambda's default
                    _cast_moment(f"%Y-%m-%d{between}{format}{ending}"),
                )


def text_kinds(*, temporal: bool) -> tuple[Kind, ...]:
    """The kinds in the order in which they are tried."""
    truth = Kind(
        "truth",
        re.compile("|".join([*_TRUE, *_FALSE])),
        lambda text: ~text.is_in([*_TRUE, *_FALSE]),
        _cast_truth,
    )
    return (truth, *_numbers(), *(_moments() if temporal else ()))
