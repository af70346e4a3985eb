"""Decides how a video is turned, and says it to ffmpeg."""

from dataclasses import dataclass
from typing import Literal

from apps.tools.base import InvalidInputError
from apps.tools.plugins.media.containers import CONTAINERS, VideoFormat
from apps.tools.plugins.media.pictures import obstacle_to_copying
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.media.video_encoders import Encoding
from apps.tools.plugins.media.writing import VideoWriter

Rotation = Literal["90_cw", "90_ccw", "180"]
Mode = Literal["auto", "metadata", "reencode"]

CLOCKWISE: dict[Rotation, int] = {"90_cw": 90, "90_ccw": 270, "180": 180}
FILTERS: dict[Rotation, str] = {
    "90_cw": "transpose=clock",
    "90_ccw": "transpose=cclock",
    "180": "hflip,vflip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one video is turned: by its tag or by its pixels."""

    video: Video
    rotation: Rotation
    mode: Literal["metadata", "reencode"]
    target: VideoFormat

    @property
    def writer(self) -> VideoWriter:
        """How the result is written."""
        turns = self.mode == "reencode"
        width, height = self.video.width, self.video.height
        return VideoWriter(
            video=self.video,
            target=self.target,
            encoding=Encoding(codec=CONTAINERS[self.target].encodes[0]) if turns else None,
            filters=(FILTERS[self.rotation],) if turns else (),
            filtered_size=(width, height) if self.rotation == "180" else (height, width),
        )

    def before_input(self) -> list[str]:
        """What ffmpeg is told about the input: with a tag, how it is turned in the end."""
        if self.mode == "reencode":
            return []
        clockwise = (self.video.rotation or 0) + CLOCKWISE[self.rotation]
        return [f"-display_rotation:{self.video.index}", str(-clockwise % 360)]


def plan_rotation(video: Video, rotation: Rotation, *, mode: Mode, source: str, target: VideoFormat) -> Plan:
    """Choose the tag where players honour it; raises InvalidInputError when it was asked for in vain."""
    obstacle = _obstacle(video, source=source, target=target)
    if mode == "metadata" and obstacle:
        raise InvalidInputError(
            f"The rotation cannot be written as a tag: {obstacle}. Choose the mode 'auto' or 'reencode'.",
            code="input_not_allowed",
        )
    used: Literal["metadata", "reencode"] = "reencode" if obstacle or mode == "reencode" else "metadata"
    return Plan(video=video, rotation=rotation, mode=used, target=target)


def _obstacle(video: Video, *, source: str, target: VideoFormat) -> str | None:
    if not CONTAINERS[target].keeps_rotation:
        return f"most players ignore it in {target}"
    if obstacle := obstacle_to_copying(video, source=source, target=target):
        return obstacle
    if video.rotation is None:
        return "the video is already mirrored, or turned by an odd angle"
    return None
