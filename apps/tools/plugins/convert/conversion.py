"""Exact conversion between units: rationals inside, decimals at the edge."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from difflib import get_close_matches
from fractions import Fraction
from math import prod

from apps.tools.base import InvalidInputError
from apps.tools.plugins.convert.units import IRRATIONAL, OFFSETS, RECIPROCAL, TABLES

SIGNIFICANT_DIGITS = 34
"""Of a result that no finite decimal can hold, such as 1 kilometre in miles: as many as decimal128 has."""

_EXACT = Context(prec=4000, traps=[])
_ROUNDED = Context(prec=SIGNIFICANT_DIGITS)
_READABLE = Context(prec=10)
_PLAIN = range(-15, 31)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its value in the category's first unit, and where its zero lies on that scale."""

    name: str
    category: str
    symbol: str
    factor: Fraction
    offset: Fraction

    @property
    def title(self) -> str:
        """The name as people write it, with the symbol: `Nautical mile (nmi)`."""
        return f"{self.name.replace('_', ' ').capitalize()} ({self.symbol})"

    def to_base(self, value: Fraction) -> Fraction:
        """The same quantity in the category's first unit."""
        if self.name == RECIPROCAL:
            return self._reciprocal(value)
        return value * self.factor + self.offset

    def from_base(self, value: Fraction) -> Fraction:
        """A quantity in the category's first unit, in this one."""
        if self.name == RECIPROCAL:
            return self._reciprocal(value)
        return (value - self.offset) / self.factor

    def _reciprocal(self, value: Fraction) -> Fraction:
        if value == 0:
            raise InvalidInputError(
                f"A fuel consumption of 0 has no value in the other unit: {self.name} means dividing by it. "
                "Give a value other than 0."
            )
        return self.factor / value


def _exactly(text: str) -> Fraction:
    numerator, _, denominator = text.partition("/")
    return prod(map(Fraction, numerator.split("*")), start=Fraction(1)) / Fraction(denominator or "1")


def _rows() -> Iterator[tuple[Unit, list[str]]]:
    for category, table in TABLES.items():
        for row in table.strip().splitlines():
            name, factor, symbol, *aliases = row.split()
            unit = Unit(
                name, category, symbol.replace("_", " "), _exactly(factor), _exactly(OFFSETS.get(name, "0"))
            )
            yield unit, [name, symbol, *aliases]


def _words(names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        if len(name) > 3:  # noqa: PLR2004 - "ms" is a millisecond, not two metres
            yield f"{name}s"


UNITS: dict[str, Unit] = {unit.name: unit for unit, _ in _rows()}
_BY_WORD: dict[str, list[Unit]] = {}
_BY_LOWER_CASE: dict[str, list[Unit]] = {}
for _unit, _names in _rows():
    for _word in _words(_names):
        _BY_WORD.setdefault(_word, []).append(_unit)
        _BY_LOWER_CASE.setdefault(_word.casefold(), []).append(_unit)


def units_named(word: str) -> list[Unit]:
    """The units a word can mean, the likeliest first; raises ValueError with the nearest name."""
    written = "_".join(word.replace("-", " ").replace("_", " ").split())
    found = [*_BY_WORD.get(written, ()), *_BY_LOWER_CASE.get(written.casefold(), ())]
    if not found:
        near = get_close_matches(written.casefold(), _BY_LOWER_CASE, n=1)
        hint = (
            f"Did you mean '{_BY_LOWER_CASE[near[0]][0].name}'?" if near else "Try kilometer, kg or celsius."
        )
        raise ValueError(f"'{word[:50]}' is not a known unit. {hint}")
    return found


def find_pair(*, source: str, target: str, category: str | None) -> tuple[Unit, Unit]:
    """The two units that are meant, both of one category; raises ValueError when there are none."""
    sources, targets = units_named(source), units_named(target)
    for one in sources:
        for other in targets:
            if one.category == other.category and category in {None, one.category}:
                return one, other
    if category is None:
        raise ValueError(
            f"{sources[0].name} is a unit of {sources[0].category} and {targets[0].name} of "
            f"{targets[0].category}; both must be of one category."
        )
    stranger = next(
        found[0] for found in (sources, targets) if all(unit.category != category for unit in found)
    )
    known = ", ".join(unit.name for unit in UNITS.values() if unit.category == category)
    raise ValueError(
        f"{stranger.name} is a unit of {stranger.category}, not of {category}. Units of {category}: {known}."
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value of a unit, and how it is written."""

    value: Fraction
    unit: Unit
    is_exact: bool = True

    def __str__(self) -> str:
        """The whole value, or 34 significant digits of one that is not exact."""
        return _write(self.value, _EXACT if self.is_exact else _ROUNDED)

    @property
    def readable(self) -> str:
        """Ten significant digits and the symbol, for people."""
        return f"{_write(self.value, _READABLE)} {self.unit.symbol}"


def convert(quantity: Quantity, *, to: Unit) -> Quantity:
    """The same quantity in another unit; raises InvalidInputError for what cannot exist."""
    base = quantity.unit.to_base(quantity.value)
    if to.category == "temperature" and base < 0:
        zero = Quantity(quantity.unit.from_base(Fraction(0)), quantity.unit)
        raise InvalidInputError(f"{quantity.readable} is below absolute zero, which is {zero.readable}.")
    value = to.from_base(base)
    is_exact = _has_finite_decimal(value) and (
        quantity.unit == to or IRRATIONAL not in {quantity.unit.name, to.name}
    )
    return Quantity(value, to, is_exact)


def _has_finite_decimal(value: Fraction) -> bool:
    context = _EXACT.copy()
    context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return not context.flags[Inexact]


def _write(value: Fraction, context: Context) -> str:
    number = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(_EXACT)
    return f"{number:f}" if number.adjusted() in _PLAIN else str(number)
