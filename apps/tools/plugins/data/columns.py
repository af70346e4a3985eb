"""Names of columns: present, distinct and bounded in number."""

from collections.abc import Iterable

from apps.tools.base import InvalidInputError

MAX_COLUMNS = 16_384
"""As many as a workbook can hold."""


def name_columns(names: Iterable[object]) -> list[str]:
    """Names as they are found; blank ones become `column_3`, repeated ones `name_2`."""
    found = ["" if name is None else str(name).strip() for name in names]
    check_number(len(found))
    taken, named = set(found), list[str]()
    used: set[str] = set()
    for number, name in enumerate(found, start=1):
        wanted = name or f"column_{number}"
        unique, count = wanted, 1
        while unique in used or (unique != name and unique in taken):
            count += 1
            unique = f"{wanted}_{count}"
        used.add(unique)
        named.append(unique)
    return named


def check_number(count: int) -> None:
    """Refuse a table that is too wide."""
    if count > MAX_COLUMNS:
        raise InvalidInputError(
            f"The table has {count} columns; at most {MAX_COLUMNS} are accepted.", code="input_limit"
        )
