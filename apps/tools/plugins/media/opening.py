"""Opens a file with the one demuxer and the few decoders it may need."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS, SNIFF_SIZE, refutes
from apps.tools.plugins.media.codecs import all_decoders
from apps.tools.plugins.media.limits import check_count
from apps.tools.verification.media import DEMUXERS

if TYPE_CHECKING:
    from av.container import InputContainer


def demuxer_of(source: ToolInput) -> str:
    """The demuxer a file is opened with; raises InvalidInputError when its bytes are of another format."""
    with source.path.open("rb") as file:
        head = file.read(SNIFF_SIZE)
    claimed = FORMATS[source.format]
    if refutes(head, claimed):
        raise InvalidInputError(f"The file does not start like a {claimed.title}.", code="input_mismatch")
    if head.startswith(b"RIFF") and _is_cut_off(head, size=source.size):
        raise InvalidInputError("The file is shorter than its header says: it was cut off.")
    is_elementary = source.format == "mpg" and head.startswith(b"\0\0\1\xb3")
    return "mpegvideo" if is_elementary else DEMUXERS[source.format]


def _is_cut_off(head: bytes, *, size: int) -> bool:
    """Whether a RIFF file lacks a twentieth or more; programs that do not know its size write none or all."""
    said = int.from_bytes(head[4:8], "little")
    return said not in {0, 0xFFFFFFFF} and said * 0.95 > size


@contextmanager
def opened(path: Path, demuxer: str) -> "Iterator[InputContainer]":
    """The container, behind the same walls as in `ffmpeg.input_arguments`."""
    import av

    limits = {
        "protocol_whitelist": "file",
        "format_whitelist": demuxer,
        "codec_whitelist": all_decoders(demuxer),
        "max_streams": "128",
    }
    av.logging.set_level(None)
    try:
        with av.open(f"file:{path}", format=demuxer, container_options=limits) as container:
            check_count(len(container.streams))
            yield container
    except MemoryError:
        raise
    except av.error.FFmpegError:
        raise InvalidInputError("The file cannot be read: it is damaged, or cut off.") from None
