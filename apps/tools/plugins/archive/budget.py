"""What opening one archive may cost: members, bytes and the ratio between what goes in and what comes out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive.member import CHUNK

MAX_MEMBERS = 10_000
MAX_TOTAL = 4096 * MiB
MAX_RATIO = 200
RATIO_FROM = 10 * MiB
"""Below this size a good ratio is no bomb: an empty table compresses a thousand to one."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """Counts what an archive really gives, since what it says of itself may be a lie."""

    name: str
    compressed_size: int
    report: Callable[[float, str], None]
    fraction: Callable[[], float] = field(default=lambda: 0.0)
    members: int = 0
    total: int = 0

    def enter(self) -> None:
        """Count a member; raises InvalidInputError beyond the limit."""
        self.members += 1
        refuse_members(self.members, name=self.name)

    def spend(self, size: int) -> None:
        """Count bytes that came out; raises InvalidInputError beyond a limit."""
        self.total += size
        if self.total > MAX_TOTAL:
            raise self._limit(f"holds more than {MAX_TOTAL // MiB} MiB")
        if self.total > max(RATIO_FROM, MAX_RATIO * self.compressed_size):
            raise self._limit(
                f"expands to more than {MAX_RATIO} times its size, as a decompression bomb does"
            )
        self.report(min(self.fraction(), 0.99), f"{self.members} members, {self.total // MiB} MiB")

    def count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The same chunks, each counted as it passes."""
        for chunk in chunks:
            self.spend(len(chunk))
            yield chunk

    def _limit(self, problem: str) -> InvalidInputError:
        return InvalidInputError(
            f"'{self.name}' {problem}. Unpack it where you trust it, and send a smaller part.",
            code="input_limit",
        )


def refuse_members(count: int, *, name: str) -> None:
    """Raise InvalidInputError when an archive has more members than are opened."""
    if count > MAX_MEMBERS:
        raise InvalidInputError(
            f"'{name}' has more than {MAX_MEMBERS} members. Split it into smaller archives.",
            code="input_limit",
        )


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


def read_chunks(stream: Readable) -> Iterator[bytes]:
    """A stream from where it stands to its end."""
    while chunk := stream.read(CHUNK):
        yield chunk
