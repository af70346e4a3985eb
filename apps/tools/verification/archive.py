"""Is this output an archive of its format? Its members are counted by reading it from end to end."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, BinaryIO, cast

from apps.tools.verification.check import OutputInvalidError

_CHUNK = 1024 * 1024


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many members an archive has, or how many bytes are in a single compressed file."""
    import zstandard

    broken = (
        tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError,
        OSError,
    )  # fmt: skip
    try:
        if format == "zip":
            return {"members": _count_zip(path)}
        if format == "7z":
            return _inspect_seven_zip(path)
        with path.open("rb") as file:
            compression = format.removeprefix("tar").removeprefix(".")
            stream = _decompressed(file, compression)
            return _count_tar(stream) if format.startswith("tar") else {"bytes": _count_bytes(stream)}
    except broken as error:
        raise OutputInvalidError(f"The tool's output does not open as {format}.") from error


def _decompressed(file: BinaryIO, compression: str) -> IO[bytes]:
    if not compression:
        return file
    if compression == "zst":
        import zstandard

        return cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    if compression == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    return cast(IO[bytes], bz2.BZ2File(file) if compression == "bz2" else lzma.LZMAFile(file))


def _count_zip(path: Path) -> int:
    """By the table at the end, each entry of which must point to a member."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for info in archive.infolist():
            file.seek(info.header_offset)
            if file.read(4) != b"PK\x03\x04":
                raise OutputInvalidError("The tool's output lists a member that it does not have.")
        return len(archive.infolist())


def _inspect_seven_zip(path: Path) -> dict[str, float]:
    """By its header; of one that is encrypted there is only that to say."""
    import py7zr

    with path.open("rb") as file:
        try:
            with py7zr.SevenZipFile(file, blocksize=_CHUNK) as archive:
                return {"members": len(archive.files)}
        except py7zr.exceptions.PasswordRequired:
            return {"encrypted": 1}
        except py7zr.exceptions.ArchiveError:
            raise OutputInvalidError("The tool's output does not open as 7z.") from None


def _count_tar(stream: IO[bytes]) -> dict[str, float]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        count = sum(1 for _ in archive)
    _count_bytes(stream)
    return {"members": count}


def _count_bytes(stream: IO[bytes]) -> int:
    count = 0
    while chunk := stream.read(_CHUNK):
        count += len(chunk)
    return count
