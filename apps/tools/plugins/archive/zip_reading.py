"""Reads ZIP archives member by member: names in any encoding, AES and the old encryption, Unix modes."""

import stat
import struct
import zipfile
import zlib
from calendar import timegm
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive.budget import Budget, read_chunks
from apps.tools.plugins.archive.member import Kind, Member, Sink
from apps.tools.plugins.archive.paths import MAX_PATH, PathGuard
from apps.tools.plugins.archive.zip_directory import check_directory, refuse_overlaps

_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_UNIX: Final = 3
_UNIX_TIME: Final = 0x5455
_UNICODE_NAME: Final = 0x7075
_MSDOS_FOLDER: Final = 0x10


def read_zip(path: Path, *, password: str | None, sink: Sink, budget: Budget) -> None:
    """Hand every member to the sink; raises InvalidInputError."""
    check_directory(path, name=budget.name)
    with path.open("rb") as file, _problems_taught(budget.name), _opened(file, password) as archive:
        infos = archive.infolist()
        refuse_overlaps(file, infos, end=archive.start_dir, name=budget.name)
        total = sum(info.file_size for info in infos) or 1
        budget.fraction = lambda: budget.total / total
        guard = PathGuard(budget.name)
        for info in infos:
            budget.enter()
            if info.flag_bits & _ENCRYPTED and not password:
                raise needs_password(budget.name)
            with _decryption_taught(info, name=budget.name):
                _hand_on(archive, info, sink=sink, guard=guard, budget=budget)


@contextmanager
def _opened(file: BinaryIO, password: str | None) -> Iterator[zipfile.ZipFile]:
    if password is None:
        with zipfile.ZipFile(file) as archive:
            yield archive
        return
    import pyzipper

    with pyzipper.AESZipFile(file) as encrypted:
        encrypted.setpassword(password.encode())
        yield encrypted


def _hand_on(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, sink: Sink, guard: PathGuard, budget: Budget
) -> None:
    extra = _extra_fields(info.extra)
    name, mode = _name(info, extra), info.external_attr >> 16 if info.create_system == _UNIX else 0
    kind = _kind(info, name=name, mode=mode)
    target = ""
    if kind == "symlink":
        with archive.open(info) as content:
            target = content.read(MAX_PATH).decode("utf-8", "replace")
    path = guard.admit(name, kind=kind, target=target)
    if not path:
        return
    member = Member(
        name=path,
        kind=kind,
        size=info.file_size if kind == "file" else 0,
        mode=mode & 0o777 or (0o755 if kind == "folder" else 0o644),
        modified=_modified(info, extra),
        target=target,
    )
    if kind != "file":
        sink(member, iter(()))
        return
    with archive.open(info) as content:
        sink(member, budget.count(read_chunks(content)))


def _kind(info: zipfile.ZipInfo, *, name: str, mode: int) -> Kind:
    if stat.S_ISLNK(mode):
        return "symlink"
    if name.endswith(("/", "\\")) or stat.S_ISDIR(mode) or info.external_attr & _MSDOS_FOLDER:
        return "folder"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise InvalidInputError(
            f"'{name[:120]}' in the archive is a device, a pipe or a socket. "
            "Make the archive again without it.",
            code="input_not_allowed",
        )
    return "file"


def _extra_fields(extra: bytes) -> dict[int, bytes]:
    fields, at = {}, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        fields[kind] = extra[at + 4 : at + 4 + size]
        at += 4 + size
    return fields


def _name(info: zipfile.ZipInfo, extra: dict[int, bytes]) -> str:
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    unicode_name = extra.get(_UNICODE_NAME, b"")
    if unicode_name[1:5] == struct.pack("<L", zlib.crc32(raw)):
        return unicode_name[5:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")  # macOS and Linux write it without saying so
    except UnicodeDecodeError:
        return info.orig_filename


def _modified(info: zipfile.ZipInfo, extra: dict[int, bytes]) -> float | None:
    """A Unix time where there is one; else the time of day that is written, taken as UTC."""
    unix = extra.get(_UNIX_TIME, b"")
    if len(unix) >= 5 and unix[0] & 1:  # noqa: PLR2004 - flags and one time
        return float(struct.unpack_from("<l", unix, 1)[0])
    year, month, day, *clock = info.date_time
    return float(timegm((year, min(max(month, 1), 12), max(day, 1), *clock)))


def needs_password(name: str) -> InvalidInputError:
    """The refusal of an encrypted archive that came without a password."""
    return InvalidInputError(
        f"'{name}' is encrypted. Give its password as the option `password`.", code="input_encrypted"
    )


def wrong_password(name: str) -> InvalidInputError:
    """The refusal of an encrypted archive that does not open."""
    return InvalidInputError(f"The password does not open '{name}'.", code="input_encrypted")


@contextmanager
def _decryption_taught(info: zipfile.ZipInfo, *, name: str) -> Iterator[None]:
    """An encrypted member that fails was, but for rare damage, opened with a wrong password."""
    try:
        yield
    except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        if not info.flag_bits & _ENCRYPTED or isinstance(error, (NotImplementedError, RecursionError)):
            raise
        raise wrong_password(name) from None


@contextmanager
def _problems_taught(name: str) -> Iterator[None]:
    try:
        yield
    except NotImplementedError as error:
        raise InvalidInputError(
            f"'{name}' is packed by a method that is not read here ({error}). Make it again with Deflate.",
            code="input_not_allowed",
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeError) as error:
        raise InvalidInputError(f"'{name}' is damaged: {str(error)[:200] or 'it ends too early'}.") from None
