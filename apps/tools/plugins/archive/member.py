"""What archives hold, whatever their format: members with names, kinds, modes and times."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, Self

CHUNK = 256 * 1024
"""Bytes that are held of a member at a time."""

Kind = Literal["file", "folder", "symlink", "hardlink"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whom a member of a TAR belongs to; other formats do not say."""

    uid: int
    gid: int
    user: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry of an archive.

    `name` is a checked relative path without a slash at its end, `mode` the permission bits, `modified`
    a Unix time, `target` what a link leads to.
    """

    name: str
    kind: Kind = "file"
    size: int = 0
    mode: int = 0o644
    modified: float | None = None
    target: str = ""
    owner: Owner | None = None


def plausible_time(seconds: float) -> float | None:
    """A Unix time that every format can hold, from 1601 to 9999; None for any other."""
    return float(seconds) if -11_644_473_600 <= seconds < 253_402_300_800 else None  # noqa: PLR2004


class Sink(Protocol):
    """Takes the members of an archive in their order; what it does not read of one is passed over."""

    def __call__(self, member: Member, chunks: Iterator[bytes]) -> None: ...


class ArchiveWriter(Protocol):
    """Makes an archive member by member; used as a context manager."""

    def add(self, member: Member, chunks: Iterator[bytes]) -> None:
        """Write the next member; `chunks` is empty unless it is a file."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...
