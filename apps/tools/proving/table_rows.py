"""The rows that every sample of a table holds, with what tables lose first."""

from datetime import date, datetime
from typing import Any

Rows = list[dict[str, Any]]

LARGE = "12345678901234567890"
ROWS: Rows = [
    {
        "id": 1,
        "code": "007",
        "name": 'Zoë "Z", d\'Arc\nsecond line | 日本 <b>&',
        "amount": 1.5,
        "large": int(LARGE),
        "flag": True,
        "day": date(2024, 2, 29),
        "at": datetime(2024, 2, 29, 13, 45, 10),  # noqa: DTZ001 - a clock without a zone
        "blank": "",
        "missing": None,
        "formula": "=1+1",
    },
    {
        "id": -9007199254740991,
        "code": "12",
        "name": "plain",
        "amount": -0.25,
        "large": 2,
        "flag": False,
        "day": date(1999, 12, 31),
        "at": datetime(2001, 1, 1, 0, 0, 1),  # noqa: DTZ001
        "blank": "b",
        "missing": "m",
        "formula": "@x",
    },
]
"""What tables lose first: leading zeros, line breaks, quotes, large numbers, days, emptiness."""


def plain(value: object) -> str:
    """The value as a text format has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(value)
