"""Reads and writes TOML, which has no null and whose whole numbers have 64 bits."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.data.exact_json import dump, exact_number

LARGEST = 32 * MiB
_DEEP = re.compile(r"""^[\s\[]*(?:[\w"'-]+[ \t]*\.[ \t]*){100}""", re.MULTILINE)
"""A key, or the name of a table, of more than a hundred parts."""
_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), 2**63 - 1
LIST_NAME = "rows"
"""What a list is called at the top, where TOML must have names."""


def read_toml(path: Path, *, name: str) -> dict[str, Any]:
    """The table of the file."""
    if path.stat().st_size > LARGEST:
        raise InvalidInputError(f"'{name}' is larger than {LARGEST // MiB} MiB.", code="input_limit")
    try:
        return _parse(path.read_text("utf-8-sig"))
    except RecursionError:
        raise InvalidInputError(f"'{name}' is nested too deeply.", code="input_limit") from None
    except (ValueError, ArithmeticError) as error:
        raise InvalidInputError(f"'{name}' is no valid TOML: {error}.") from None


def _parse(text: str) -> dict[str, Any]:
    """Raises RecursionError before tomllib does, and before the interpreter fails to free what is deep."""
    if _DEEP.search(text):
        raise RecursionError
    return tomllib.loads(text, parse_float=exact_number)


@dataclass
class TomlLosses:
    """What had to be left out or written as text."""

    nulls: int = 0
    large: int = 0

    def notes(self) -> tuple[str, ...]:
        """In sentences."""
        return (
            *(("TOML has no null: values that are null were left out.",) if self.nulls else ()),
            *(("Whole numbers beyond 64 bits were written as texts.",) if self.large else ()),
        )

    def suit(self, value: Any) -> Any:
        """The value without nulls and with texts for what TOML cannot hold."""
        if isinstance(value, dict):
            kept = {str(key): self.suit(item) for key, item in value.items() if item is not None}
            self.nulls += len(value) - len(kept)
            return kept
        if isinstance(value, list):
            self.nulls += sum(item is None for item in value)
            return [self.suit(item) for item in value if item is not None]
        return self._suit_scalar(value)

    def _suit_scalar(self, value: Any) -> Any:
        whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
        number = int(value) if whole else value
        if type(number) is int and not _SMALLEST_INTEGER <= number <= _LARGEST_INTEGER:
            self.large += 1
            return str(number)
        if isinstance(value, bytes | timedelta) or (isinstance(value, time) and value.tzinfo):
            return dump(value).strip('"')
        return number


def write_toml_tree(tree: Any, file: TextIO) -> TomlLosses:
    """Write one value; a list becomes the entries of `rows`."""
    import tomli_w

    losses = TomlLosses()
    top = tree if isinstance(tree, dict) else {LIST_NAME: tree if isinstance(tree, list) else [tree]}
    file.write(tomli_w.dumps(losses.suit(top)))
    return losses


def write_toml_records(records: Iterable[dict[str, Any]], file: TextIO) -> tuple[int, TomlLosses]:
    """Write flat records, one `[[rows]]` after the other; how many there were."""
    import tomli_w

    losses, count = TomlLosses(), 0
    for record in records:
        file.write(f"[[{LIST_NAME}]]\n{tomli_w.dumps(losses.suit(record))}\n")
        count += 1
    if not count:
        file.write(f"{LIST_NAME} = []\n")
    return count, losses
