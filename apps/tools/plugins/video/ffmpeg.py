"""Calls the ffmpeg that comes with the product, so that a file can reach nothing but itself."""

import re
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from apps.tools.base import Requirement, ToolFailedError
from apps.tools.plugins.video.containers import AUDIO_DECODERS, VIDEO_DECODERS
from apps.tools.plugins.video.inspection import MAX_PIXELS

REQUIRES = (
    Requirement("module", "imageio_ffmpeg", "install the project's dependencies with `uv sync`"),
    Requirement("module", "av", "install the project's dependencies with `uv sync`"),
)

_OUT_TIME = re.compile(r"out_time_us=(\d+)")


def find_ffmpeg() -> str:
    """The path of the binary in the wheel; imageio_ffmpeg would ask the environment and run it first."""
    spec = find_spec("imageio_ffmpeg")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for binary in sorted(Path(folder, "binaries").glob("ffmpeg-*")):
            return str(binary)
    raise ToolFailedError("The ffmpeg that comes with imageio-ffmpeg is missing on this machine.")


def input_arguments(path: Path, demuxer: str) -> list[str]:
    """One demuxer, few decoders, local files only; whatever the file says it is."""
    return [
        "-protocol_whitelist", "file",
        "-format_whitelist", demuxer,
        "-codec_whitelist", ",".join((*VIDEO_DECODERS, *AUDIO_DECODERS)),
        "-max_pixels", str(MAX_PIXELS),
        "-threads", "2",
        "-f", demuxer,
        "-i", f"file:{path}",
    ]  # fmt: skip


def command(*parts: Sequence[str]) -> list[str]:
    """The argument list: quiet, not interactive, and with progress as lines on its output."""
    start = [
        find_ffmpeg(),
        "-nostdin",
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostats",
        "-progress",
        "pipe:1",
    ]
    return [*start, *(argument for part in parts for argument in part)]


def progress_reader(progress: Callable[[float, str], None], *, total: float | None) -> Callable[[str], None]:
    """What reads ffmpeg's lines as it works, and reports how much of the duration is written."""

    def read(line: str) -> None:
        found = _OUT_TIME.match(line)
        if found and total:
            seconds = int(found[1]) / 1_000_000
            progress(min(seconds / total, 1.0), f"{seconds:.0f} of {total:.0f} seconds")

    return read
