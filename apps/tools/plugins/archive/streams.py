"""Files compressed as one stream: gzip, bzip2, xz and Zstandard, read and written piece by piece."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive.budget import Readable
from apps.tools.plugins.archive.member import CHUNK

MAX_DICTIONARY = 256 * MiB
"""Memory a decoder may ask for; `xz -9` needs 65 MiB, `zstd --ultra -22` 128 MiB."""
_LONGEST_FRAME_HEADER = 18
_ZSTANDARD_LEVELS = (1, 2, 3, 5, 7, 9, 12, 15, 19)


class _XzReader(io.RawIOBase):
    """Like `lzma.LZMAFile`, which cannot be told how much memory it may use."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = self._new_decoder()

    @staticmethod
    def _new_decoder() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_DICTIONARY)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises EOFError where the stream breaks off."""
        wanted = size if size >= 0 else CHUNK
        while True:
            if self._decoder.eof:
                rest = (self._decoder.unused_data or self._file.read(CHUNK)).lstrip(b"\0")
                if not rest:
                    return b""
                self._decoder = self._new_decoder()
            else:
                rest = self._file.read(CHUNK) if self._decoder.needs_input else b""
                if not rest and self._decoder.needs_input:
                    raise EOFError("The xz stream ends before its end marker.")
            if piece := self._decoder.decompress(rest, wanted):
                return piece


def open_compressed(file: BinaryIO, *, format: str) -> Readable:
    """The content of a compressed file as a stream; damage shows while it is read."""
    if format == "gz":
        return gzip.GzipFile(fileobj=file)
    if format == "bz2":
        return bz2.BZ2File(file)
    if format == "xz":
        return _XzReader(file)
    return _zstandard_reader(file)


def _zstandard_reader(file: BinaryIO) -> Readable:
    import zstandard

    _check_frames(file)
    decoder = zstandard.ZstdDecompressor(max_window_size=MAX_DICTIONARY)
    return cast(Readable, decoder.stream_reader(file, read_across_frames=True))


def _check_frames(file: BinaryIO) -> None:
    """Raise EOFError where a frame breaks off, which the decoder takes for an end; RFC 8878, 3.1."""
    import zstandard

    size = file.seek(0, 2)
    file.seek(0)
    while head := file.read(_LONGEST_FRAME_HEADER):
        start = file.tell() - len(head)
        if head[1:4] == b"\x2a\x4d\x18":  # a frame to be skipped
            file.seek(start + 8 + int.from_bytes(head[4:8], "little"))
        else:
            file.seek(start + zstandard.frame_header_size(head))
            _skip_blocks(file)
            file.seek(4 * zstandard.get_frame_parameters(head).has_checksum, 1)
        if file.tell() > size:
            raise EOFError("The last frame is not complete.")
    file.seek(0)


def _skip_blocks(file: BinaryIO) -> None:
    last = 0
    while not last:
        header = file.read(3)
        if len(header) < 3:  # noqa: PLR2004 - last, type and size in three bytes
            raise EOFError("A block is missing.")
        bits = int.from_bytes(header, "little")
        last, repeats_a_byte = bits & 1, bits >> 1 & 3 == 1
        file.seek(1 if repeats_a_byte else bits >> 3, 1)


def create_compressed(
    path: Path, *, format: str, level: int, name: str = "", modified: float = 0
) -> AbstractContextManager[BinaryIO]:
    """A stream to write into; only gzip keeps the name and time of what it holds. `level` is 1 to 9."""
    makers: dict[str, Callable[[BinaryIO], object]] = {
        "gz": lambda file: gzip.GzipFile(name, "wb", level, file, modified),
        "bz2": lambda file: bz2.BZ2File(file, "wb", compresslevel=level),
        "xz": lambda file: lzma.LZMAFile(file, "wb", preset=level),  # noqa: SIM115 - closed by `_written`
        "zst": lambda file: _zstandard_writer(file, level=level),
    }
    return _written(path, makers[format])


@contextmanager
def _written(path: Path, maker: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    with path.open("wb") as file, cast(BinaryIO, maker(file)) as stream:
        yield stream


def _zstandard_writer(file: BinaryIO, *, level: int) -> object:
    import zstandard

    encoder = zstandard.ZstdCompressor(level=_ZSTANDARD_LEVELS[level - 1], write_checksum=True)
    return encoder.stream_writer(file, closefd=False)


@contextmanager
def damage_taught(name: str) -> Iterator[None]:
    """Turn what decoders raise about bad bytes into an InvalidInputError for the owner."""
    import zstandard

    try:
        yield
    except EOFError:
        raise InvalidInputError(
            f"'{name}' ends too early: a part of it is missing. Send the whole file."
        ) from None
    except (lzma.LZMAError, zstandard.ZstdError) as error:
        if "memory" in str(error).lower():
            raise InvalidInputError(
                f"'{name}' needs more than {MAX_DICTIONARY // MiB} MiB of memory to be decompressed.",
                code="input_limit",
            ) from None
        raise damaged(name) from None
    except OSError as error:
        if error.errno is not None:  # a fault of this machine
            raise
        raise damaged(name) from None


def damaged(name: str) -> InvalidInputError:
    """The refusal of bytes that no decoder understands."""
    return InvalidInputError(f"'{name}' is damaged: its compressed data cannot be decoded.")
