"""Bytes that are read as they are asked for."""

from collections.abc import Iterator
from typing import Protocol

CHUNK_SIZE = 256 * 1024


class Body(Protocol):
    """What a storage answers with: bytes to be read bit by bit."""

    def read(self, size: int, /) -> bytes:
        """At most so many of the next bytes; none at the end."""
        ...

    def close(self) -> None:
        """Let go of the file or the connection."""
        ...


class Chunks(Iterator[bytes]):
    """Bytes in pieces of at most `CHUNK_SIZE`; closes its source at the end, or when told to."""

    def __init__(self, body: Body, *, length: int | None) -> None:
        self._body = body
        self._left = length

    def __next__(self) -> bytes:
        wanted = CHUNK_SIZE if self._left is None else min(CHUNK_SIZE, self._left)
        chunk = self._body.read(wanted) if wanted else b""
        if not chunk:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Let go of the source; the end does so too."""
        self._body.close()
