"""Makes small sounds, and listens to them with PyAV."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.tools.plugins.video.conftest import make_video, run_ffmpeg

__all__ = ["make_video"]


class MakeSound(Protocol):
    """Write a sound of one expression for each channel; `t` is the time in seconds."""

    def __call__(
        self,
        name: str,
        *channels: str,
        seconds: float = 1,
        rate: int = 44_100,
        layout: str | None = None,
        extra: Sequence[str] = (),
    ) -> Path: ...


@pytest.fixture
def make_sound(tmp_path: Path) -> MakeSound:
    def make(
        name: str,
        *channels: str,
        seconds: float = 1,
        rate: int = 44_100,
        layout: str | None = None,
        extra: Sequence[str] = (),
    ) -> Path:
        path = tmp_path / name
        heard = "|".join(channels or ("0.4*sin(2*PI*440*t)", "0.2*sin(2*PI*1000*t)"))
        placed = f":c={layout}" if layout else ""
        source = f"aevalsrc='{heard}':d={seconds}:s={rate}{placed}"
        run_ffmpeg("-f", "lavfi", "-i", source, *extra, str(path))
        return path

    return make


@pytest.fixture
def tagged(make_sound: MakeSound, tmp_path: Path) -> Path:
    """An MP3 with a title, an artist and a red cover."""
    cover, path = tmp_path / "cover.png", tmp_path / "song.mp3"
    Image.new("RGB", (32, 32), "red").save(cover)
    tags = ("-metadata", "title=Sea and sky", "-metadata", "artist=CANARY")
    pictured = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v:0", "attached_pic")
    run_ffmpeg("-i", str(make_sound("plain.wav")), "-i", str(cover), *pictured, *tags, str(path))
    return path


def samples(path: Path) -> NDArray[Any]:
    """Every sample, a row for each channel, as whole numbers of 32 bits or as fractions of one."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        pieces = [frame.to_ndarray() for frame in container.decode(stream)]
        channels = stream.channels
    if pieces[0].shape[0] != channels:
        pieces = [piece.reshape(-1, channels).T for piece in pieces]
    return np.concatenate(pieces, axis=1)


def packets(path: Path) -> list[bytes]:
    """The sound as it is stored."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(container.streams.audio[0]) if packet.size]
