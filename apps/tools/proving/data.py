"""Proves tables: every cell of a rich sample, its type where the format has types, and what is empty."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.tools.proving.proofs import ProofFailedError
from apps.tools.proving.table_readers import READERS
from apps.tools.proving.table_rows import ROWS, Rows, plain
from apps.tools.proving.table_samples import WRITERS

_TYPED = {"json", "ndjson", "yaml", "toml", "xlsx", "parquet", "arrow"}
_WITH_DAYS = {"xlsx", "parquet", "arrow"}
_WITHOUT_NULL = {"toml", "xml"}
"""Their columns come in the order in which they first have a value."""
_ESCAPING = {"csv", "tsv"}
_TELLS_EMPTY = {"json", "ndjson", "yaml", "parquet", "arrow"}
_TELLS_EMPTY_TOO = _TELLS_EMPTY | {"csv", "tsv", "xml", "sqlite"}
_KEEPS_DAYS_AS_TEXTS = {"json", "ndjson", "yaml", "toml", "sqlite"}


def make_sample(format: str, path: Path) -> Rows:
    """Two rows of everything."""
    WRITERS[format](path)
    return ROWS


def check(path: Path, source: str, target: str, facts: Rows) -> None:
    """Compare cell by cell."""
    found = READERS[target](path)
    if len(found) != len(facts):
        raise ProofFailedError(f"there are {len(found)} rows, not {len(facts)}")
    for number, (row, wanted) in enumerate(zip(found, facts, strict=True)):
        if (
            target in {"csv", "tsv", "parquet", "arrow", "xlsx"}
            and source not in _WITHOUT_NULL
            and list(row) != list(wanted)
        ):
            raise ProofFailedError(f"the columns are {list(row)}, not {list(wanted)}")
        for name, value in wanted.items():
            _check_cell(row.get(name), value, place=f"{name} of row {number + 1}", target=target)
        if target in _TYPED:
            _check_types(row, number=number, days=target in _WITH_DAYS and source not in _KEEPS_DAYS_AS_TEXTS)
    if (
        source in _TELLS_EMPTY_TOO
        and target in _TELLS_EMPTY
        and (found[0]["blank"], found[0].get("missing")) != ("", None)
    ):
        raise ProofFailedError("an empty text and no value are mixed up")


def _check_cell(found: object, wanted: object, *, place: str, target: str) -> None:
    shown, expected = plain(_normal(found)), plain(_normal(wanted))
    if target in _ESCAPING and expected.startswith(("=", "@")):
        expected = f"'{expected}"
    if shown.replace("T", " ").removesuffix(" 00:00:00") != expected.replace("T", " "):
        raise ProofFailedError(f"{place} is {found!r}, not {wanted!r}")


def _normal(value: object) -> object:
    """Numbers of any type as one."""
    if isinstance(value, float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        return int(exact) if exact == exact.to_integral_value() else exact.normalize()
    return value


def _check_types(row: dict[str, Any], *, number: int, days: bool) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {
        "id": (int, Decimal), "code": str, "amount": (float, Decimal), "flag": bool, "name": str,
    }  # fmt: skip
    if days:
        kinds |= {"day": date, "at": datetime}
    for name, kind in kinds.items():
        if not isinstance(row[name], kind):
            raise ProofFailedError(
                f"{name} of row {number + 1} is a {type(row[name]).__name__}: {row[name]!r}"
            )
