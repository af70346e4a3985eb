"""Samples of videos made by ffmpeg, and PyAV's reading, with libraries of its own, of what became of them."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.video.frame import VideoFrame
from PIL import Image

from apps.tools.formats import FORMATS
from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.proving.proofs import ProofFailedError
from apps.tools.proving.sound import check_sound, expect_near
from apps.tools.verification.media import DEMUXERS

Colour = tuple[int, int, int]

WIDTH, HEIGHT, SECONDS, RATE, TONE = 96, 64, 2, 25, 440
CORNERS: tuple[Colour, ...] = ((210, 40, 40), (40, 190, 70), (50, 70, 200), (230, 220, 90))
"""Upper left, upper right, lower right, lower left: clockwise."""
TOLERANCE = 48
"""Of 255 in a channel: video is stored as brightness and halved colour."""
PICTURES = {"gif": "GIF", "webp": "WEBP", "png": "PNG", "jpg": "JPEG"}
MOVING = frozenset({"gif", "webp"})

_ENCODERS = {
    "mp4": ("mp4", "libx264", "aac"),
    "m4v": ("ipod", "libx264", "aac"),
    "mov": ("mov", "libx264", "pcm_s16le"),
    "3gp": ("3gp", "libx264", "aac"),
    "mkv": ("matroska", "libx264", "libvorbis"),
    "webm": ("webm", "libvpx", "libopus"),
    "avi": ("avi", "mpeg4", "libmp3lame"),
    "flv": ("flv", "flv", "libmp3lame"),
    "wmv": ("asf", "wmv2", "wmav2"),
    "mpg": ("mpeg", "mpeg2video", "mp2"),
    "vob": ("vob", "mpeg2video", "ac3"),
    "ts": ("mpegts", "libx264", "aac"),
    "m2ts": ("mpegts", "libx264", "ac3"),
    "ogv": ("ogg", "libtheora", "libvorbis"),
    "gif": ("gif", "gif", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    """What is in a sample; a tone of 0 is no sound."""

    seconds: float
    frames: int
    tone: float


def make_sample(format: str, path: Path) -> VideoFacts:
    """A colour in each corner and a tone, with the codecs that are usual in the format."""
    path.write_bytes(_sample(format))
    return VideoFacts(seconds=SECONDS, frames=SECONDS * RATE, tone=0 if format == "gif" else TONE)


@cache
def _sample(format: str) -> bytes:
    muxer, video, audio = _ENCODERS[format]
    boxes = ",".join(
        f"drawbox=x={x}:y={y}:w={WIDTH // 2}:h={HEIGHT // 2}:t=fill:c=0x{red:02x}{green:02x}{blue:02x}"
        for (x, y), (red, green, blue) in zip(
            ((0, 0), (WIDTH // 2, 0), (WIDTH // 2, HEIGHT // 2), (0, HEIGHT // 2)), CORNERS, strict=True
        )
    )
    # Something moves in the middle: identical pictures may be left out by an encoder.
    moving = (
        f"color=gray:s=32x16:r={RATE}:d={SECONDS},noise=alls=80:allf=t[b];[a][b]overlay=32:24:format=gbrp"
    )
    picture = f"color=s={WIDTH}x{HEIGHT}:r={RATE}:d={SECONDS},format=gbrp,{boxes}[a];{moving}"
    tone = f"sine=frequency={TONE}:sample_rate=44100:duration={SECONDS}"
    sound = ("-f", "lavfi", "-i", tone, "-c:a", audio) if audio else ()
    colours = ("-pix_fmt", "yuv420p", "-b:v", "1M") if audio else ()
    blu_ray = ("-mpegts_m2ts_mode", "1") if format == "m2ts" else ()
    with TemporaryDirectory(prefix="sample-") as folder:
        path = Path(folder, f"sample.{format}")
        argv = [
            find_ffmpeg(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", picture, *sound, "-c:v", video,
            *colours, *blu_ray, "-f", muxer, str(path),
        ]  # fmt: skip
        subprocess.run(argv, check=True, timeout=60)  # noqa: S603 - our own arguments
        return path.read_bytes()


def check(path: Path, source: str, target: str, facts: VideoFacts) -> None:
    """Decode everything: no corner is lost or mirrored, every picture and the whole tone are there.

    Which way the picture is turned is the business of the tool's own tests.
    """
    family = FORMATS[target].family
    if family == "image":
        _check_pictures(path, target, facts)
        return
    if family == "video":
        _check_video(path, target, facts, may_repeat=source == "gif")
    if facts.tone:
        heard = check_sound(path, target, seconds=facts.seconds, tones=(facts.tone,) * 2)
        _expect("number of channels", len(heard.tones), 1)


def _check_video(path: Path, target: str, facts: VideoFacts, *, may_repeat: bool) -> None:
    frames: list[VideoFrame] = []
    with av.open(str(path), format=DEMUXERS[target]) as container:
        for packet in container.demux(container.streams.video[0]):
            # An empty packet is how Theora says "the same again".
            again = not packet.size and packet.pts is not None
            frames += frames[-1:] if again else packet.decode()
    # A format of a constant rate says how long a GIF shows a picture by repeating it.
    repeats = max(round(len(frames) / facts.frames), 1) if may_repeat else 1
    expect_near("number of pictures", len(frames) / repeats, facts.frames, 3)
    times = [frame.time for frame in (frames[0], frames[-1])]
    expect_near("seconds of pictures", (times[1] or 0) - (times[0] or 0) + 1 / RATE, facts.seconds, 0.1)
    for number in (0, len(frames) // 2, -1):
        _check_corners(_as_picture(frames[number]))


def _check_pictures(path: Path, target: str, facts: VideoFacts) -> None:
    with Image.open(path, formats=[PICTURES[target]]) as picture:
        frames = getattr(picture, "n_frames", 1)
        duration = 0.0
        for number in range(frames):
            picture.seek(number)
            picture.load()
            duration += picture.info.get("duration", 0) / 1000
        _check_corners(picture.convert("RGB"))
    if target in MOVING and duration:
        expect_near("seconds of pictures", duration, facts.seconds, 0.15)


def _as_picture(frame: VideoFrame) -> Image.Image:
    plane = frame.reformat(format="rgb24").planes[0]
    return Image.frombytes("RGB", (frame.width, frame.height), bytes(plane), "raw", "RGB", plane.line_size)


def _check_corners(picture: Image.Image) -> None:
    x, y = picture.width - 9, picture.height - 9
    corners = [picture.getpixel(place) for place in ((8, 8), (x, 8), (x, y), (8, y))]
    turns = (CORNERS[turn:] + CORNERS[:turn] for turn in range(4))
    if not any(_are_near(corners, colours) for colours in turns):
        raise ProofFailedError(f"the corners are {corners}, not {CORNERS} in this order")


def _are_near(corners: Sequence[object], colours: tuple[Colour, ...]) -> bool:
    return all(
        isinstance(corner, tuple)
        and all(abs(found - wanted) <= TOLERANCE for found, wanted in zip(corner, colour, strict=True))
        for corner, colour in zip(corners, colours, strict=True)
    )


def _expect(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise ProofFailedError(f"the {what} is {found}, not {wanted}")
