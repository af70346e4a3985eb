"""The part of the pictures that is kept."""

import re
from dataclasses import dataclass
from typing import Any

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.tracks import Video

LOOKED_AT = 300
"""Seconds at the beginning in which black bars are looked for, a picture a second."""
_FOUND = re.compile(r"lavfi\.cropdetect\.([whxy])=(-?\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of a picture as players show it, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def filter(self) -> str:
        """What makes ffmpeg cut it out."""
        return f"crop={self.width}:{self.height}:{self.left}:{self.top}:exact=1"


def check_box(box: Box, video: Video) -> Box:
    """Refuse what lies beyond the picture; the rest is made even, as encoders need it."""
    if box.left + box.width > video.width or box.top + box.height > video.height:
        raise InvalidInputError(
            f"The box ends at {box.left + box.width}x{box.top + box.height}, beyond the video's "
            f"{video.width}x{video.height}.",
            code="input_not_allowed",
        )
    return Box(left=box.left, top=box.top, width=box.width // 2 * 2, height=box.height // 2 * 2)


def find_bars(run: ToolRun[Any], video: Video) -> Box:
    """What is left without black bars; raises InvalidInputError when everything is black."""
    found: dict[str, int] = {}

    def read(line: str) -> None:
        for name, value in _FOUND.findall(line):
            found[name] = int(value)

    source = ffmpeg.input_arguments(run.source.path, video.demuxer)
    looking = "fps=1,cropdetect=limit=24:round=2:skip=0:reset=0,metadata=mode=print:file=-"
    output = ("-map", f"0:{video.index}", "-t", str(LOOKED_AT), "-vf", looking, "-f", "null", "-")
    run.exec(ffmpeg.command(source, output), on_line=read)
    if min(found.get("w", 0), found.get("h", 0)) <= 0:
        raise InvalidInputError(
            "The video is black all over, so no bars can be told. Give a box instead.",
            code="input_not_allowed",
        )
    return Box(left=found["x"], top=found["y"], width=found["w"], height=found["h"])
