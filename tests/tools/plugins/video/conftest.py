"""Makes small videos with a red corner, and looks at them as a player shows them."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import av
import pytest
from PIL import Image

from apps.tools.plugins.media.ffmpeg import find_ffmpeg

ENCODERS = {
    "mp4": ("-c:v", "libx264", "-c:a", "aac"),
    "m4v": ("-c:v", "libx264", "-c:a", "aac", "-f", "mp4"),
    "mov": ("-c:v", "libx264", "-c:a", "pcm_s16le"),
    "3gp": ("-c:v", "libx264", "-c:a", "aac"),
    "mkv": ("-c:v", "libx264", "-c:a", "libvorbis"),
    "webm": ("-c:v", "libvpx", "-c:a", "libopus", "-deadline", "realtime"),
    "avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "flv": ("-c:v", "flv", "-c:a", "libmp3lame", "-ar", "44100"),
    "wmv": ("-c:v", "wmv2", "-c:a", "wmav2"),
    "mpg": ("-c:v", "mpeg2video", "-c:a", "mp2"),
}


def run_ffmpeg(*arguments: str) -> None:
    """Run ffmpeg on files of ours; it must succeed."""
    subprocess.run([find_ffmpeg(), "-nostdin", "-v", "error", "-y", *arguments], check=True, timeout=60)


class MakeVideo(Protocol):
    """Write a blue video whose upper left corner is red, with a tone."""

    def __call__(
        self,
        name: str,
        *,
        size: str = "96x64",
        seconds: float = 2,
        sound: bool = True,
        encoders: Sequence[str] = (),
        extra: Sequence[str] = (),
    ) -> Path: ...


@pytest.fixture
def make_video(tmp_path: Path) -> MakeVideo:
    def make(
        name: str,
        *,
        size: str = "96x64",
        seconds: float = 2,
        sound: bool = True,
        encoders: Sequence[str] = (),
        extra: Sequence[str] = (),
    ) -> Path:
        path = tmp_path / name
        picture = f"color=c=blue:s={size}:r=25:d={seconds},drawbox=w=iw/3:h=ih/3:c=red:t=fill"
        tone = ("-f", "lavfi", "-i", f"sine=d={seconds}") if sound else ()
        chosen = encoders or ENCODERS[path.suffix[1:]]
        pixels = () if "-pix_fmt" in chosen else ("-pix_fmt", "yuv420p")
        run_ffmpeg("-f", "lavfi", "-i", picture, *tone, *pixels, *chosen, *extra, str(path))
        return path

    return make


def turn_tag(path: Path, degrees: int) -> Path:
    """A copy whose rotation tag says so many degrees clockwise."""
    turned = path.with_stem(f"{path.stem}-{degrees}")
    run_ffmpeg("-display_rotation:v:0", str(-degrees % 360), "-i", str(path), "-c", "copy", str(turned))
    return turned


def as_shown(path: Path, *, last: bool = False) -> Image.Image:
    """The first picture, or the last, turned as a player turns it."""
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        frame = next(frames)
        rotation = frame.rotation
        for other in frames if last else ():
            frame = other
        pixels = frame.reformat(format="rgb24").planes[0]
        size = (frame.width, frame.height)
        picture = Image.frombytes("RGB", size, bytes(pixels), "raw", "RGB", pixels.line_size)
        return picture.rotate(rotation, expand=True)


def red_corner(picture: Image.Image) -> str:
    """Where the red corner is."""
    width, height = picture.size
    corners = {
        "upper left": (4, 4),
        "upper right": (width - 5, 4),
        "lower left": (4, height - 5),
        "lower right": (width - 5, height - 5),
    }
    colours = {corner: picture.getpixel(place) for corner, place in corners.items()}
    red = [
        corner
        for corner, colour in colours.items()
        if isinstance(colour, tuple) and colour[0] > 180 and colour[2] < 80
    ]
    assert len(red) == 1, colours
    return red[0]
