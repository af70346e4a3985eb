"""Reads and writes QOI with ffmpeg's codec: Pillow's is Python, a second of it for a megapixel."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.pixels import from_bytes

if TYPE_CHECKING:
    from pyvips import Image

_HEADER = 14
_END = b"\0\0\0\0\0\0\0\1"


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The size, after a look whether the file is whole: the codec would fill up what is missing."""
    with reading(source), source.path.open("rb") as file:
        head = file.read(_HEADER)
        width, height = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:12], "big")
        file.seek(max(_HEADER, source.size - len(_END)))
        if min(width, height) < 1 or file.read() != _END:
            raise ValueError("There are no pixels, or the end is missing.")
    return Picture(source=source, width=width, height=height, frame=frame)


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The picture, with transparency where its header has it."""
    import av

    data = picture.source.path.read_bytes()
    # The codec alone, given the bytes: nothing guesses what they could be.
    codec = av.VideoCodecContext.create("qoi", "r")
    codec.thread_count = 1
    with reading(picture.source):
        (frame,) = codec.decode(av.Packet(data))
        pixels = frame.to_ndarray()
        if pixels.shape[:2] != (picture.height, picture.width):
            raise ValueError("The picture has another size than its header says.")
    return from_bytes(pixels.tobytes(), size=(picture.width, picture.height), bands=pixels.shape[2])


def write(image: "Image", path: Path) -> None:
    """Write an image of three channels, or four."""
    from fractions import Fraction

    import av

    layout = "rgba" if image.hasalpha() else "rgb24"
    codec = av.VideoCodecContext.create("qoi", "w")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = image.width, image.height, layout, Fraction(1)
    frame = av.VideoFrame.from_ndarray(image.numpy(), format=layout)
    path.write_bytes(b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None))))
