"""The types of unit-convert's options: forgiving in what they read, exact in what they keep."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from apps.tools.base import Labels
from apps.tools.plugins.convert.conversion import UNITS, units_named
from apps.tools.plugins.convert.units import CATEGORY_ALIASES, CATEGORY_TITLES

LONGEST_NUMBER = 1024
LARGEST_EXPONENT = 400


def _read_number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("Write a number such as 12.5 or 1.25e3.")  # noqa: TRY004 - pydantic wants ValueError
    text = str(value).strip()
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"The number has {len(text)} characters; at most {LONGEST_NUMBER} are allowed.")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text[:50]}' is not a number. Write it like 12.5 or 1.25e3.") from None
    if not number.is_finite():
        raise ValueError(f"'{text[:50]}' is not a finite number. Write it like 12.5 or 1.25e3.")
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(
            f"The number has the exponent {number.adjusted()}; "
            f"it must lie between -{LARGEST_EXPONENT} and {LARGEST_EXPONENT}."
        )
    return number


def _read_category(value: object) -> object:
    if not isinstance(value, str):
        return value
    word = re.sub(r"[^a-z]+", "_", value.casefold()).strip("_")
    return CATEGORY_ALIASES.get(word, word)


def _known_unit(word: str) -> str:
    units_named(word)
    return word


Number = Annotated[
    Decimal,
    BeforeValidator(_read_number),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "maxLength": LONGEST_NUMBER}]}),
]
Category = Annotated[
    Literal[
        "length", "volume", "dry_volume", "area", "mass", "temperature", "speed", "time", "energy", "power",
        "force", "pressure", "angle", "data", "fuel",
    ],
    Labels(CATEGORY_TITLES),
    BeforeValidator(_read_category),
]  # fmt: skip
_UNIT_CHOICES = [
    {"const": unit.name, "title": unit.title, "description": CATEGORY_TITLES[unit.category]}
    for unit in UNITS.values()
]
UnitName = Annotated[
    str, Field(max_length=64), AfterValidator(_known_unit), WithJsonSchema({"oneOf": _UNIT_CHOICES})
]
