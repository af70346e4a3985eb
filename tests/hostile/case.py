"""A hostile input: what it is, how it is made, and how the product may answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Lures:
    """What a hostile file would like to reach; each of them tells when it was."""

    url: str
    """`http://127.0.0.1:…`, where somebody listens; his port takes UDP too."""
    port: int
    secret: Path
    """A text file beside the database, with a canary in it."""


Make = Callable[[Path, Lures], object]
"""Writes the file; a large one is written piece by piece."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One file, or a few, for one tool; `id` is the threat's number in the catalogue of threats."""

    id: str
    what: str
    """In a few words, for the name of the test."""
    tool: str
    name: str
    """Of the file, as its sender calls it."""
    make: Make
    expect: tuple[str, ...]
    """Error codes of the API or the execution that are right, or `completed`."""
    options: dict[str, Any] = field(default_factory=dict)
    role: str = "file"
    """The field of the form that the file goes into."""
    more: tuple[tuple[str, str, Make], ...] = ()
    """Field, name and maker of further files."""
    seconds: float = 60
    """Until it must have ended."""
    absent: tuple[bytes, ...] = ()
    """What no output, result, note or message may hold."""
    output_at_most: int | None = None
    """Bytes of all outputs together."""
    output_format: str | None = None
    """Of every output, when it completes."""

    def __str__(self) -> str:
        return f"{self.id} {self.what}"


def bytes_of(content: bytes) -> Make:
    """Of a file that is small enough to be written at once."""
    return lambda path, _: path.write_bytes(content)
