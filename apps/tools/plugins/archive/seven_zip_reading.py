"""Reads 7z archives by py7zr, each member by way of one file in the workspace, since py7zr pushes."""

import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive.budget import Budget, read_chunks, refuse_members
from apps.tools.plugins.archive.member import Kind, Member, Sink, plausible_time
from apps.tools.plugins.archive.paths import MAX_PATH, PathGuard
from apps.tools.plugins.archive.zip_reading import needs_password, wrong_password

TICKS: Final = 10_000_000
EPOCH: Final = 11_644_473_600
"""Seconds from 1601, where the times of Windows begin, to 1970."""


def read_seven_zip(path: Path, *, password: str | None, sink: Sink, budget: Budget, workspace: Path) -> None:
    """Hand every member to the sink; raises InvalidInputError."""
    import py7zr
    import py7zr.py7zr

    # It would ask /proc how much memory there is, which no run may read.
    vars(py7zr.py7zr)["get_memory_limit"] = lambda: MiB
    with path.open("rb") as file:
        with _problems_taught(budget.name, encrypted=False):
            encrypted = _is_encrypted(file)
        if encrypted and password is None:
            raise needs_password(budget.name)
        file.seek(0)
        with (
            _problems_taught(budget.name, encrypted=encrypted),
            py7zr.SevenZipFile(file, password=password, blocksize=MiB) as archive,
        ):
            entries = list(archive.files)
            refuse_members(len(entries), name=budget.name)
            total = sum(entry.uncompressed for entry in entries) or 1
            budget.fraction = lambda: budget.total / total
            guard, spool = PathGuard(budget.name), workspace / "member.spool"
            _Reader(entries, sink, budget, guard, spool).extract(archive)


def _is_encrypted(file: BinaryIO) -> bool:
    import py7zr

    try:
        with py7zr.SevenZipFile(file, blocksize=MiB) as archive:
            return bool(archive.needs_password())
    except py7zr.exceptions.PasswordRequired:
        return True


class _Spool:
    """Takes one member from py7zr, and hands it on when it is whole and its checksum was right."""

    def __init__(self, path: Path, *, spend: Callable[[int], None], done: Callable[[BinaryIO], None]) -> None:
        self._path, self._spend, self._done = path, spend, done
        self._file: BinaryIO = path.open("w+b")

    def write(self, data: bytes) -> int:
        """Keep a piece, if there is room for it."""
        self._spend(len(data))
        return self._file.write(data)

    def seek(self, offset: int) -> int:
        """Called before the end only."""
        return self._file.seek(offset)

    def close(self) -> None:
        """The member is complete."""
        with self._file as file:
            file.seek(0)
            self._done(file)
        self._path.unlink()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Stands between py7zr, which pushes pieces of members, and the sink; also the factory of spools."""

    entries: list[Any]
    sink: Sink
    budget: Budget
    guard: PathGuard
    spool: Path

    def extract(self, archive: Any) -> None:
        """Let py7zr decode everything; not by its `extract`, which would make paths of the names."""
        from py7zr.io import MemIO

        factory: Any = self
        for number, entry in enumerate(self.entries):
            if entry.is_directory:
                self.hand_on(entry, None)
            else:
                archive.worker.register_filelike(entry.id, MemIO(str(number), factory))
        archive.worker.extract(archive.fp, None, parallel=False)

    def create(self, number: str) -> _Spool:
        """What py7zr writes a member into."""
        entry = self.entries[int(number)]
        return _Spool(self.spool, spend=self.budget.spend, done=partial(self.hand_on, entry))

    def hand_on(self, entry: Any, content: BinaryIO | None) -> None:
        """Describe a member to the sink, with its content if it is no folder."""
        self.budget.enter()
        kind, mode, target = _kind(entry), entry.posix_mode, ""
        if kind == "symlink" and content:
            target = content.read(MAX_PATH).decode("utf-8", "replace")
        path = self.guard.admit(entry.filename, kind=kind, target=target)
        if not path:
            return
        usual = 0o755 if kind == "folder" else 0o444 if entry.readonly else 0o644
        ticks = entry.lastwritetime
        member = Member(
            name=path,
            kind=kind,
            size=entry.uncompressed if kind == "file" else 0,
            mode=usual if mode is None else mode & 0o777,
            modified=plausible_time(int(ticks) / TICKS - EPOCH) if ticks else None,
            target=target,
        )
        self.sink(member, read_chunks(content) if content and kind == "file" else iter(()))


def _kind(entry: Any) -> Kind:
    if entry.is_symlink:
        return "symlink"
    if entry.is_directory:
        return "folder"
    if entry.st_fmt not in {None, 0, stat.S_IFREG} or entry.is_junction:
        raise InvalidInputError(
            f"'{entry.filename[:120]}' in the archive is a device, a pipe, a socket or a junction. "
            "Make the archive again without it.",
            code="input_not_allowed",
        )
    return "file"


@contextmanager
def _problems_taught(name: str, *, encrypted: bool) -> Iterator[None]:
    import lzma

    from py7zr import exceptions

    try:
        yield
    except exceptions.UnsupportedCompressionMethodError:
        raise InvalidInputError(
            f"'{name}' is packed by a method that is not read here. Make it again with LZMA2.",
            code="input_not_allowed",
        ) from None
    except (
        exceptions.ArchiveError, lzma.LZMAError, EOFError, ValueError, TypeError, KeyError, IndexError,
        AttributeError, AssertionError, struct.error, OverflowError,
    ):  # fmt: skip
        # py7zr trusts headers, so damage shows in many ways.
        if encrypted:
            raise wrong_password(name) from None
        raise InvalidInputError(
            f"'{name}' is damaged: its table of members or its data is not sound."
        ) from None
