"""Samples of archives made by the standard library and by programs' formats, read back the same way.

What an archive holds is compared with what went in: names, bytes, permissions, times and links.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import py7zr
import zstandard
from py7zr.io import BytesIOFactory

from apps.tools.proving.proofs import ProofFailedError

MODIFIED = 1_500_000_000
"""14 July 2017, an even second: the DOS times of a ZIP have no odd ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as it should come out; `content` of a link is where it leads."""

    name: str
    kind: str
    content: bytes = b""
    mode: int = 0o644


ENTRIES = (
    Entry("docs", "folder", mode=0o755),
    Entry("docs/readme.txt", "file", b"Read me, and every byte of me.\n" * 100, 0o640),
    Entry("docs/Stra\u00dfe \u65e5\u672c.bin", "file", bytes(range(256)) * 40),
    Entry("docs/empty", "file"),
    Entry("bin/run.sh", "file", b"#!/bin/sh\nexit 0\n", 0o755),
    Entry("bin/latest", "symlink", b"../docs/readme.txt", 0o777),
)
SINGLE = b"One file, compressed by itself.\n" * 500
_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
}
_DECOMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": gzip.decompress,
    "bz2": bz2.decompress,
    "xz": lzma.decompress,
    "zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


def make_sample(format: str, path: Path) -> tuple[Entry, ...]:
    """A folder, files with permissions, an empty one, one with letters of two scripts, and a link."""
    if format == "zip":
        _make_zip(path)
    elif format == "7z":
        _make_seven_zip(path)
    elif format.startswith("tar"):
        path.write_bytes(_COMPRESSORS[format[4:]](_make_tar()))
    else:
        path.write_bytes(_COMPRESSORS[format](SINGLE))
    return ENTRIES


def _make_zip(path: Path) -> None:
    moment = datetime.fromtimestamp(MODIFIED, UTC)
    kinds = {"folder": stat.S_IFDIR, "file": stat.S_IFREG, "symlink": stat.S_IFLNK}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in ENTRIES:
            name = f"{entry.name}/" if entry.kind == "folder" else entry.name
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.create_system, info.external_attr = 3, (kinds[entry.kind] | entry.mode) << 16
            archive.writestr(info, entry.content)


def _make_tar() -> bytes:
    types = {"folder": tarfile.DIRTYPE, "file": tarfile.REGTYPE, "symlink": tarfile.SYMTYPE}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in ENTRIES:
            info = tarfile.TarInfo(entry.name)
            info.type, info.mode, info.mtime = types[entry.kind], entry.mode, MODIFIED
            if entry.kind == "symlink":
                info.linkname = entry.content.decode()
            info.size = len(entry.content) if entry.kind == "file" else 0
            archive.addfile(info, io.BytesIO(entry.content))
    return made.getvalue()


def _make_seven_zip(path: Path) -> None:
    """By way of real files, whose modes and times py7zr reads itself."""
    with TemporaryDirectory(prefix="sample-") as folder, py7zr.SevenZipFile(path, "w") as archive:
        for entry in ENTRIES:
            place = Path(folder, entry.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            if entry.kind == "folder":
                place.mkdir(exist_ok=True)
            elif entry.kind == "symlink":
                place.symlink_to(entry.content.decode())
            else:
                place.write_bytes(entry.content)
            if entry.kind != "symlink":
                place.chmod(entry.mode)
            os.utime(place, (MODIFIED, MODIFIED), follow_symlinks=False)
            archive.write(place, entry.name)


def check(path: Path, source: str, target: str, facts: tuple[Entry, ...]) -> None:  # noqa: ARG001 - any source
    """Every member is there as it was, and none besides."""
    if "." not in target and target in _DECOMPRESSORS:
        _expect("content", _DECOMPRESSORS[target](path.read_bytes()), SINGLE)
        return
    readers = {"zip": _read_zip, "7z": _read_seven_zip}
    found = readers.get(target, _read_tar)(path)
    _expect("members", sorted(found), sorted(entry.name for entry in facts))
    for entry in facts:
        kind, content, mode, modified = found[entry.name]
        _expect(f"kind of {entry.name}", kind, entry.kind)
        _expect(f"content of {entry.name}", content, entry.content)
        if kind != "symlink":
            _expect(f"permissions of {entry.name}", oct(mode), oct(entry.mode))
        _expect(f"time of {entry.name}", modified, MODIFIED)


Found = dict[str, tuple[str, bytes, int, float]]


def _read_zip(path: Path) -> Found:
    kinds = {stat.S_IFDIR: "folder", stat.S_IFREG: "file", stat.S_IFLNK: "symlink"}
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename.rstrip("/"): (
                kinds[stat.S_IFMT(info.external_attr >> 16)],
                archive.read(info),
                info.external_attr >> 16 & 0o777,
                datetime(*info.date_time, tzinfo=UTC).timestamp(),
            )
            for info in archive.infolist()
        }


def _read_tar(path: Path) -> Found:
    compression = path.suffix.removeprefix(".tar").removeprefix(".")
    found: Found = {}
    with tarfile.open(fileobj=io.BytesIO(_DECOMPRESSORS[compression](path.read_bytes()))) as archive:
        for info in archive:
            kind = "folder" if info.isdir() else "symlink" if info.issym() else "file"
            data = info.linkname.encode() if info.issym() else b""
            if file := archive.extractfile(info) if info.isreg() else None:
                data = file.read()
            found[info.name] = (kind, data, info.mode, info.mtime)
    return found


def _read_seven_zip(path: Path) -> Found:
    factory = BytesIOFactory(1024 * 1024)
    with py7zr.SevenZipFile(path) as archive:
        archive.extractall(factory=factory)  # noqa: S202 - into memory
        entries: list[Any] = list(archive.files)
    return {
        entry.filename: (
            "folder" if entry.is_directory else "symlink" if entry.is_symlink else "file",
            b"" if entry.is_directory else factory.products[entry.filename].read(),
            entry.posix_mode,
            entry.lastwritetime.totimestamp(),
        )
        for entry in entries
    }


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ProofFailedError(f"{what} is {str(found)[:200]}, not {str(wanted)[:200]}")
