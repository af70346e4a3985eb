"""Chooses one of several sheets, database tables or tables of a page, by name or by number."""

from collections.abc import Sequence

from apps.tools.base import InvalidInputError

_SHOWN = 20


def choose(names: Sequence[str], wanted: str | None, *, kind: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The name of the one to read, and a note on those left out; raises InvalidInputError with the choice."""
    if not names:
        raise InvalidInputError(f"'{name}' has no {kind}.", code="input_not_allowed")
    shown = ", ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    chosen = names[0] if wanted is None else wanted
    if chosen not in names:
        number = int(chosen) if chosen.isdecimal() and len(chosen) < 6 else 0  # noqa: PLR2004 - no more sheets
        if not 1 <= number <= len(names):
            raise InvalidInputError(
                f"'{name}' has no {kind} '{wanted}'; it has {len(names)}: {shown}.", code="input_not_allowed"
            )
        chosen = names[number - 1]
    if len(names) == 1 or wanted is not None:
        return chosen, ()
    return chosen, (f"Only the {kind} '{chosen}' of {len(names)} was read; they are: {shown}.",)
