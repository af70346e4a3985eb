"""Several digests of a file in one reading."""

import hashlib
import re
import zlib
from collections.abc import Iterable
from typing import Any, Protocol

from apps.tools.base import MiB, ToolRun

_LENGTHS = {
    "crc32": 8, "md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128,
    "sha3_256": 64, "sha3_512": 128, "blake2b": 128, "blake2s": 64, "blake3": 64,
}  # fmt: skip
"""Hexadecimal digits."""


class Digest(Protocol):
    """What hashlib's objects can do."""

    def update(self, data: bytes, /) -> object:
        """Take more bytes."""

    def hexdigest(self) -> str:
        """The digest of what was taken."""


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""
        self._value = zlib.crc32(data, self._value)

    def hexdigest(self) -> str:
        """Eight digits, as `crc32` prints them."""
        return f"{self._value:08x}"


def read_digests(run: ToolRun[Any], names: Iterable[str]) -> dict[str, str]:
    """The digests of the only input, by algorithm, in the order of the names."""
    digests = {name: _start(name) for name in dict.fromkeys(names)}
    with run.source.path.open("rb") as file:
        while piece := file.read(MiB):
            for digest in digests.values():
                digest.update(piece)
            run.progress(file.tell() / run.source.size)
    return {name: digest.hexdigest() for name, digest in digests.items()}


def find_algorithm(expected: str, *, among: Iterable[str], chosen: Iterable[str]) -> list[str]:
    """The algorithms whose digests look like this: those that were chosen, or else all."""
    if not re.fullmatch(r"[0-9a-f]+", expected):
        return []
    fitting = [name for name in among if _LENGTHS[name] == len(expected)]
    return [name for name in chosen if name in fitting] or fitting


def _start(name: str) -> Digest:
    if name == "crc32":
        return _Crc32()
    if name == "blake3":
        from blake3 import blake3

        return blake3(max_threads=1)
    # For comparing files, not for signing them.
    return hashlib.new(name, usedforsecurity=False)
