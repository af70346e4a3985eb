"""Reads pictures with another library than the one that wrote them.

Pillow reads what libvips, ffmpeg and our own writers of icons made, ffmpeg what Pillow made, PDFium the PDFs.
"""

import subprocess
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import av
import imageio_ffmpeg
import pypdfium2
from PIL import Image

from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.image import READERS

_BY_PILLOW = frozenset({"jpg", "png", "webp", "avif", "heic", "gif", "tiff", "ico", "icns", "qoi"})
_DECODERS = {
    "bmp": "bmp", "tga": "targa", "ppm": "ppm", "pgm": "pgm", "pbm": "pbm", "pcx": "pcx", "sgi": "sgi",
    "jp2": "jpeg2000", "jxl": "libjxl", "dds": "dds",
}  # fmt: skip
"""What ffmpeg calls the decoder that alone may open the file."""
_CSS_DPI, _POINTS = 96, 72


@dataclass(frozen=True, slots=True)
class Reading:
    """The frames, each with four channels, and how long each is shown, in milliseconds."""

    frames: tuple[Image.Image, ...]
    durations: tuple[int, ...] = ()


def read_frames(path: Path, format: str) -> Reading:
    """Decode the whole file; raises ProofFailedError, or what its reader raises."""
    if format == "pdf":
        return _read_pages(path)
    if format == "apng":
        return _read_moving_png(path)
    if format in _BY_PILLOW:
        return _read_with_pillow(path, format)
    return Reading((_read_with_ffmpeg(path, format),))


def _read_with_pillow(path: Path, format: str) -> Reading:
    frames, durations = [], []
    with Image.open(path, formats=[READERS[format]]) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            picture.load()
            frames.append(picture.convert("RGBA"))
            durations.append(picture.info.get("duration", 0))
    return Reading(tuple(frames), tuple(durations))


def _read_with_ffmpeg(path: Path, format: str) -> Image.Image:
    argv = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "image2", "-pattern_type", "none",
        "-c:v", _DECODERS[format], "-i", f"file:{path}", "-frames:v", "1", "-c:v", "png", "-pix_fmt", "rgba",
        "-f", "image2pipe", "-",
    ]  # fmt: skip
    done = subprocess.run(argv, check=False, timeout=60, capture_output=True)  # noqa: S603 - ours
    if done.returncode or done.stderr:
        raise ProofFailedError(f"ffmpeg does not read it: {done.stderr.decode(errors='replace')[-200:]}")
    return Image.open(BytesIO(done.stdout)).convert("RGBA")


def _read_moving_png(path: Path) -> Reading:
    frames, starts, last = [], [], 0
    with av.open(str(path), format="apng") as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            frames.append(Image.fromarray(frame.to_ndarray(format="rgba")))
            starts.append(round((frame.time or 0) * 1000))
            last = round((frame.duration or 0) * (frame.time_base or 0) * 1000)
    durations = [following - start for start, following in pairwise(starts)]
    return Reading(tuple(frames), (*durations, last))


def _read_pages(path: Path) -> Reading:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.render(scale=_CSS_DPI / _POINTS).to_pil().convert("RGBA") for page in document]
    return Reading(tuple(pages))
