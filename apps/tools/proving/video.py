"""Samples of videos made by ffmpeg, and PyAV's reading, with libraries of its own, of what became of them."""

import subprocess
from array import array
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame

from apps.tools.plugins.video.ffmpeg import find_ffmpeg
from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.video import DEMUXERS

Colour = tuple[int, int, int]

WIDTH, HEIGHT, SECONDS, RATE, TONE = 96, 64, 2, 25, 440
CORNERS: tuple[Colour, ...] = ((210, 40, 40), (40, 190, 70), (50, 70, 200), (230, 220, 90))
"""Upper left, upper right, lower right, lower left: clockwise."""
TOLERANCE = 48
"""Of 255 in a channel: video is stored as brightness and halved colour."""

_ENCODERS = {
    "mp4": ("libx264", "aac"),
    "m4v": ("libx264", "aac"),
    "mov": ("libx264", "pcm_s16le"),
    "3gp": ("libx264", "aac"),
    "mkv": ("libx264", "libvorbis"),
    "webm": ("libvpx", "libopus"),
    "avi": ("mpeg4", "libmp3lame"),
    "flv": ("flv", "libmp3lame"),
    "wmv": ("wmv2", "wmav2"),
    "mpg": ("mpeg2video", "mp2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    """What is in a sample."""

    seconds: float
    frames: int
    tone: float


def make_sample(format: str, path: Path) -> VideoFacts:
    """A colour in each corner and a tone, with the codecs that are usual in the format."""
    video, audio = _ENCODERS[format]
    boxes = ",".join(
        f"drawbox=x={x}:y={y}:w={WIDTH // 2}:h={HEIGHT // 2}:t=fill:c=0x{red:02x}{green:02x}{blue:02x}"
        for (x, y), (red, green, blue) in zip(
            ((0, 0), (WIDTH // 2, 0), (WIDTH // 2, HEIGHT // 2), (0, HEIGHT // 2)), CORNERS, strict=True
        )
    )
    picture = f"color=s={WIDTH}x{HEIGHT}:r={RATE}:d={SECONDS},format=gbrp,{boxes}"
    tone = f"sine=frequency={TONE}:sample_rate=44100:duration={SECONDS}"
    sources = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, "-pix_fmt", "yuv420p", "-b:v", "1M")
    codecs = ("-c:v", video, "-c:a", audio, *(("-f", "mp4") if format == "m4v" else ()))
    argv = [find_ffmpeg(), "-nostdin", "-v", "error", "-y", *sources, *codecs, str(path)]
    subprocess.run(argv, check=True, timeout=60)  # noqa: S603 - our own arguments
    return VideoFacts(seconds=SECONDS, frames=SECONDS * RATE, tone=TONE)


def check(path: Path, source: str, target: str, facts: VideoFacts) -> None:  # noqa: ARG001 - any source
    """Decode everything: no corner is lost or mirrored, every picture and the whole tone are there.

    Which way the picture is turned is the business of the tool's own tests.
    """
    with av.open(str(path), format=DEMUXERS[target]) as container:
        frames = list(container.decode(video=0))
    _expect_near("number of pictures", len(frames), facts.frames, 3)
    for number in (0, len(frames) // 2, -1):
        _check_corners(frames[number])
    with av.open(str(path), format=DEMUXERS[target]) as container:
        resampler = AudioResampler(format="s16", layout="mono", rate=8000)
        samples = array("h")
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
    seconds = len(samples) / 8000
    _expect_near("seconds of sound", seconds, facts.seconds, 0.3)
    crossings = sum((a < 0) != (b < 0) for a, b in pairwise(samples))
    _expect_near("hertz of the tone", crossings / 2 / seconds, facts.tone, 40)


def _check_corners(frame: VideoFrame) -> None:
    plane = frame.reformat(format="rgb24").planes[0]
    pixels, (x, y) = bytes(plane), (frame.width - 9, frame.height - 9)
    corners = [
        tuple(pixels[row * plane.line_size + column * 3 :][:3])
        for column, row in ((8, 8), (x, 8), (x, y), (8, y))
    ]
    turns = (CORNERS[turn:] + CORNERS[:turn] for turn in range(4))
    if not any(_are_near(corners, colours) for colours in turns):
        raise ProofFailedError(f"the corners are {corners}, not {CORNERS} in this order")


def _are_near(corners: list[tuple[int, ...]], colours: tuple[Colour, ...]) -> bool:
    return all(
        abs(found - wanted) <= TOLERANCE
        for corner, colour in zip(corners, colours, strict=True)
        for found, wanted in zip(corner, colour, strict=True)
    )


def _expect_near(what: str, found: float, wanted: float, tolerance: float) -> None:
    if abs(found - wanted) > tolerance:
        raise ProofFailedError(f"the {what} is {found}, not {wanted}")
