"""The file of proofs: which tool was seen to turn which format into which, and when."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import apps.tools.plugins
from apps.tools.registry import PROOFS_FILE, Tool, tools_in


class ProofFailedError(Exception):
    """A conversion does not hold what it promises; the message says what differs."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A conversion that a tool declares; its text is its key in the file."""

    tool: str
    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.tool} {self.source} {self.target}"


def built_in_tools() -> dict[str, Tool]:
    """The tools that come with the product, by name: only they are proven here."""
    return {tool.name: tool for tool in tools_in(apps.tools.plugins)}


def declared_pairs(tools: Iterable[Tool]) -> Iterator[Pair]:
    """Every conversion that the tools declare."""
    return (Pair(tool.name, source, target) for tool in tools for source, target in tool.pairs())


def read_proofs(path: Path = PROOFS_FILE) -> dict[str, date]:
    """When each pair was last proven."""
    if not path.exists():
        return {}
    return {pair: date.fromisoformat(day) for pair, day in json.loads(path.read_text()).items()}


def pair_of(key: str) -> Pair:
    """The conversion that a key of the file stands for."""
    return Pair(*key.split(" "))


def record_proofs(
    *, proven: Iterable[Pair], failed: Iterable[Pair], declared: Iterable[Pair], path: Path = PROOFS_FILE
) -> None:
    """Bring the file up to date in one step: what holds today, what does not, what is no longer declared."""
    today = datetime.now(UTC).date()
    proofs = read_proofs(path) | {str(pair): today for pair in proven}
    standing = {str(pair) for pair in declared} - {str(pair) for pair in failed}
    kept = {pair: day.isoformat() for pair, day in sorted(proofs.items()) if pair in standing}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept, indent=1) + "\n")
    fresh.replace(path)
