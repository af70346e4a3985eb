"""Reads and writes TAR archives as streams; names, modes, times and owners stay in memory."""

import tarfile
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import IO, BinaryIO, Final, Self, cast

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive.budget import Budget, Readable, read_chunks
from apps.tools.plugins.archive.member import CHUNK, Kind, Member, Owner, Sink, plausible_time
from apps.tools.plugins.archive.paths import PathGuard
from apps.tools.plugins.archive.streams import create_compressed, open_compressed

_KINDS: Final[dict[bytes, Kind]] = {
    tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.CONTTYPE: "file",
    tarfile.GNUTYPE_SPARSE: "file", tarfile.DIRTYPE: "folder", tarfile.SYMTYPE: "symlink",
    tarfile.LNKTYPE: "hardlink",
}  # fmt: skip
_TYPES: Final = {
    "file": tarfile.REGTYPE,
    "folder": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
}
_LONG_HEADERS: Final = {
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
}  # fmt: skip


class _BoundedTarInfo(tarfile.TarInfo):
    """Refuses names and extended headers that would be read whole into memory."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.size < 0 or (self.type in _LONG_HEADERS and self.size > MiB):
            raise tarfile.ReadError("a header has an impossible size")
        return cast(tarfile.TarInfo, super()._proc_member(tar))  # type: ignore[misc]  # typeshed has it not


class _Counted:
    """The TAR within a compressed file, counted as it comes out."""

    def __init__(self, stream: Readable, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, size: int) -> bytes:
        """The next bytes, fewer only at the end, as tarfile expects them."""
        pieces, missing = [], size
        while missing and (piece := self._stream.read(missing)):
            pieces.append(piece)
            missing -= len(piece)
        self._budget.spend(size - missing)
        return b"".join(pieces)


def read_tar(path: Path, *, format: str, sink: Sink, budget: Budget) -> None:
    """Hand every member to the sink; raises InvalidInputError and what decoders raise about damage."""
    size = path.stat().st_size
    compression = format.removeprefix("tar").removeprefix(".")
    if not compression and size % tarfile.BLOCKSIZE:
        raise EOFError("A TAR consists of whole blocks.")
    with path.open("rb") as file:
        budget.fraction = lambda: file.tell() / size
        stream = _Counted(open_compressed(file, format=compression) if compression else file, budget)
        guard = PathGuard(budget.name)
        with tarfile.open(
            fileobj=cast(IO[bytes], stream), mode="r|", tarinfo=_BoundedTarInfo, encoding="utf-8"
        ) as tar:
            for info in tar:
                budget.enter()
                budget.spend(_hole_bytes(info))
                _hand_on(tar, info, sink=sink, guard=guard)
        while stream.read(CHUNK):
            pass  # what follows the last member must be sound too


def _hole_bytes(info: tarfile.TarInfo) -> int:
    """What comes out of a sparse file and is nowhere in the archive."""
    parts = cast("list[tuple[int, int]] | None", info.sparse)
    return info.size - sum(size for _, size in parts) if parts is not None else 0


def _hand_on(tar: tarfile.TarFile, info: tarfile.TarInfo, *, sink: Sink, guard: PathGuard) -> None:
    kind = _KINDS.get(info.type)
    if kind is None:
        raise InvalidInputError(
            f"'{_text(info.name)[:120]}' in the archive is a device, a pipe or of another kind that is not "
            "handled. Make the archive again without it.",
            code="input_not_allowed",
        )
    target = _text(info.linkname) if kind in {"symlink", "hardlink"} else ""
    name = guard.admit(_text(info.name), kind=kind, target=target)
    if not name:
        return
    member = Member(
        name=name,
        kind=kind,
        size=info.size if kind == "file" else 0,
        mode=info.mode & 0o777,
        modified=plausible_time(info.mtime),
        target=target,
        owner=Owner(uid=info.uid, gid=info.gid, user=_text(info.uname), group=_text(info.gname)),
    )
    content = tar.extractfile(info) if kind == "file" else None
    sink(member, read_chunks(cast(Readable, content)) if content else iter(()))


def _text(name: str) -> str:
    """Names that are not UTF-8 were made on a system with another encoding; Western is the best guess."""
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


class TarWriter:
    """Writes a TAR with extended headers (pax), compressed or not."""

    def __init__(self, path: Path, *, format: str, level: int) -> None:
        compression = format.removeprefix("tar").removeprefix(".")
        self._stream = (
            create_compressed(path, format=compression, level=level) if compression else path.open("wb")
        )

    def __enter__(self) -> Self:
        self._tar = tarfile.open(
            fileobj=self._stream.__enter__(), mode="w|", format=tarfile.PAX_FORMAT, encoding="utf-8"
        )
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError) if exception[0] else nullcontext():
            self._tar.close()
        self._stream.__exit__(None, None, None)

    def add(self, member: Member, chunks: Iterator[bytes]) -> None:
        """Write one member."""
        info = tarfile.TarInfo(member.name)
        info.type, info.linkname = _TYPES[member.kind], member.target
        info.size, info.mode = member.size, member.mode
        modified = member.modified or 0.0
        info.mtime = int(modified) if modified.is_integer() else modified
        if owner := member.owner:
            info.uid, info.gid, info.uname, info.gname = owner.uid, owner.gid, owner.user, owner.group
        self._tar.addfile(info, cast(BinaryIO, _Chunks(chunks)) if member.kind == "file" else None)


class _Chunks:
    """Chunks as the file that tarfile wants to read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def read(self, size: int) -> bytes:
        """So many bytes, or all that are left."""
        pieces, missing = [], size
        while missing and (piece := self._rest or next(self._chunks, b"")):
            pieces.append(piece[:missing])
            self._rest = piece[missing:]
            missing -= len(pieces[-1])
        return b"".join(pieces)
