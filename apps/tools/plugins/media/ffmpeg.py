"""Calls the ffmpeg that comes with the product, so that a file can reach nothing but itself."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, Limits, MiB, Requirement, ToolFailedError, ToolRun
from apps.tools.plugins.media.codecs import all_decoders
from apps.tools.plugins.media.limits import MAX_PIXELS, check_seconds

REQUIRES = (
    Requirement("module", "imageio_ffmpeg", "install the project's dependencies with `uv sync`"),
    Requirement("module", "av", "install the project's dependencies with `uv sync`"),
)
MAX_FILE_SIZE = 2048 * MiB
COPYING = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=2048, disk_mb=8192, processes=128)
ENCODING = Limits(cpu_seconds=3600, wall_seconds=3600, memory_mb=4096, disk_mb=8192, processes=128)

_OUT_TIME = re.compile(r"out_time_us=(\d+)")
_FRAME = re.compile(r"frame=(\d+)")
_DAMAGED = ("Invalid data found", "Decode error rate")
"""What ffmpeg says of a file that began well."""


def find_ffmpeg() -> str:
    """The path of the binary in the wheel; imageio_ffmpeg would ask the environment and run it first."""
    spec = find_spec("imageio_ffmpeg")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for binary in sorted(Path(folder, "binaries").glob("ffmpeg-*")):
            return str(binary)
    raise ToolFailedError("The ffmpeg that comes with imageio-ffmpeg is missing on this machine.")


def input_arguments(path: Path, demuxer: str, *, start: float = 0) -> list[str]:
    """One demuxer, few decoders, local files only; whatever the file says it is. `start` is in seconds."""
    return [
        "-protocol_whitelist", "file",
        "-format_whitelist", demuxer,
        "-codec_whitelist", all_decoders(demuxer),
        "-max_pixels", str(MAX_PIXELS),
        "-threads", "2",
        *(("-ss", f"{start:.6f}") if start else ()),
        "-f", demuxer,
        "-i", f"file:{path}",
    ]  # fmt: skip


def command(*parts: Sequence[str]) -> list[str]:
    """The argument list: quiet, not interactive, and with progress as lines on its output."""
    start = (
        find_ffmpeg(), "-nostdin", "-hide_banner", "-loglevel", "error", "-nostats",
        "-progress", "pipe:1", "-stats_period", "0.25",
    )  # fmt: skip
    return [*start, *(argument for part in parts for argument in part)]


def threads() -> tuple[str, str]:
    """One thread of an encoder for each processor, up to what the memory allows."""
    return ("-threads", str(min(len(os.sched_getaffinity(0)), 8)))


@dataclass(slots=True)
class Progress:
    """Reads ffmpeg's lines as it works, and reports how much of the duration is written."""

    run: ToolRun[Any]
    total: float | None
    share: tuple[float, float] = (0, 1)
    seconds: float | None = None
    """What was written so far."""
    frames: int | None = None
    """How many pictures were written; None when there is no track of pictures."""

    def __call__(self, line: str) -> None:
        if found := _FRAME.match(line):
            self.frames = int(found[1])
        found = _OUT_TIME.match(line)
        if not found:
            return
        self.seconds = int(found[1]) / 1_000_000
        check_seconds(self.seconds)  # of a file that does not say its length
        if self.total:
            begin, end = self.share
            done = begin + (end - begin) * min(self.seconds / self.total, 1.0)
            self.run.progress(done, f"{min(self.seconds, self.total):.0f} of {self.total:.0f} seconds")


def run_ffmpeg(
    run: ToolRun[Any],
    *parts: Sequence[str],
    total: float | None,
    share: tuple[float, float] = (0, 1),
    needs_pictures: bool = False,
) -> float | None:
    """Let ffmpeg work and return the seconds it wrote; `share` is this step's part of the whole progress.

    Raises InvalidInputError when the file turns out to be damaged, or no picture was written that is needed.
    """
    progress = Progress(run, total, share)
    try:
        run.exec(command(*parts), on_line=progress)
    except ToolFailedError as failure:
        if any(words in str(failure) for words in _DAMAGED):
            raise InvalidInputError(
                "The file cannot be read to its end: it is damaged, or cut off."
            ) from None
        raise
    if needs_pictures and not progress.frames:
        raise InvalidInputError(
            "No picture is in this part of the video, or none that a copy can begin with. "
            "Choose another part, or encode it again.",
            code="input_not_allowed",
        )
    return progress.seconds
