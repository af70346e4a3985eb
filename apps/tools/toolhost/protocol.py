"""The lines that a host, its keepers and their children write to each other: JSON, one a line, capped."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import JsonValue, TypeAdapter

from apps.tools.toolhost.jobs import Fault, Job, Outcome
from apps.tools.verification.check import Details

MAX_CHILD_LINE = 1024 * 1024
"""A child that writes a longer line is stopped: it may be in the hands of a hostile file."""
MAX_KEEPER_LINE = 16 * 1024 * 1024
"""A keeper's lines are ours; its cap only bounds what 10,000 outputs with their details need."""
READ_SIZE = 64 * 1024
LAUNCH: Final = b"launch "
"""And the name of a tool; with it comes the connection of its run."""
PING: Final = b"ping"
PONG: Final = b"pong"
"""Asked and answered over the control socket: a zygote that hangs, or was stopped, does not answer."""
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is, from 0 to 1."""

    kind: Literal["progress"] = "progress"
    fraction: float
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFile:
    """An output as its tool describes it; `path` is relative to the workspace."""

    path: str
    format: str
    name: str | None
    claims: dict[str, float]
    verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a child is to do: run the tool, or verify the files that it made; `uid` is None unless root."""

    job: Job
    uid: int | None
    processes: int
    files: tuple[ClaimedFile, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The tool came to its end."""

    kind: Literal["done"] = "done"
    files: tuple[ClaimedFile, ...]
    result: JsonValue
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the verifier found in each output."""

    kind: Literal["verified"] = "verified"
    details: tuple[Details, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The tool, or the verifier, says why there is no result."""

    kind: Literal["failed"] = "failed"
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The zygote's line before a run's own; a pidfd of its keeper comes along, to end one that hangs."""

    kind: Literal["begun"] = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A keeper's last line: no process of the run is left."""

    kind: Literal["ended"] = "ended"
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A zygote's first message: what it can confine.

    `is_compiled` tells whether the next one will find compiled what it has to import.
    """

    tier: int
    is_compiled: bool = True


ChildMessage = Progress | Done | Verified | Failed
KeeperMessage = Begun | Progress | Ended

child_messages: TypeAdapter[ChildMessage] = TypeAdapter(ChildMessage)
keeper_messages: TypeAdapter[KeeperMessage] = TypeAdapter(KeeperMessage)
jobs: TypeAdapter[Job] = TypeAdapter(Job)
orders: TypeAdapter[Order] = TypeAdapter(Order)
ready_messages: TypeAdapter[Ready] = TypeAdapter(Ready)


class LineTooLongError(Exception):
    """A line went beyond its cap."""


@dataclass(slots=True)
class LineBuffer:
    """Cuts a stream of bytes into lines, and refuses one that is too long."""

    limit: int
    _pending: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that are complete with these bytes."""
        *lines, rest = (bytes(self._pending) + data).split(b"\n")
        self._pending = bytearray(rest)
        if max(map(len, (*lines, rest))) > self.limit:
            raise LineTooLongError
        yield from lines


def without_nul(line: bytes) -> bytes:
    """A JSON line with U+FFFD for each NUL in its texts, which PostgreSQL cannot keep."""
    return _NUL.sub(rb"\1\\ufffd", line)


def write_line(descriptor: int, line: bytes) -> None:
    """Write a whole line, however many writes it takes."""
    rest = memoryview(line + b"\n")
    while rest:
        rest = rest[os.write(descriptor, rest) :]
