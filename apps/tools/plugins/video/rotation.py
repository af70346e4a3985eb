"""Decides how a video is turned, and says it to ffmpeg."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from apps.tools.base import InvalidInputError
from apps.tools.plugins.video.containers import CONTAINERS, WITHOUT_TIMESTAMPS, Container, VideoFormat
from apps.tools.plugins.video.inspection import Video

Rotation = Literal["90_cw", "90_ccw", "180"]
Mode = Literal["auto", "metadata", "reencode"]

CLOCKWISE: dict[Rotation, int] = {"90_cw": 90, "90_ccw": 270, "180": 180}
FILTERS: dict[Rotation, str] = {
    "90_cw": "transpose=clock",
    "90_ccw": "transpose=cclock",
    "180": "hflip,vflip",
}
EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2"
"""H.264 and VP9 store colours for pairs of pixels."""
EIGHT_BIT = {"yuv420p", "yuvj420p", "nv12"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one video is turned: by its tag or by its pixels."""

    video: Video
    rotation: Rotation
    mode: Literal["metadata", "reencode"]
    target: VideoFormat

    @property
    def container(self) -> Container:
        """The output container."""
        return CONTAINERS[self.target]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as players will show them."""
        width, height = self.video.width, self.video.height
        if self.rotation != "180":
            width, height = height, width
        return (width, height) if self.mode == "metadata" else (width // 2 * 2, height // 2 * 2)

    def before_input(self) -> list[str]:
        """What ffmpeg is told about the input: with a tag, how it is turned in the end."""
        if self.mode == "reencode":
            return []
        clockwise = (self.video.rotation or 0) + CLOCKWISE[self.rotation]
        return [f"-display_rotation:{self.video.index}", str(-clockwise % 360)]

    def after_input(self) -> list[str]:
        """What ffmpeg is told about the output, but for its name."""
        return [
            *self._maps(),
            *self._video(),
            *self._audio(),
            *self.container.flags,
            "-f",
            self.container.muxer,
        ]

    def _maps(self) -> Iterator[str]:
        for index in (self.video.index, *(track.index for track in self.video.audio)):
            yield from ("-map", f"0:{index}")
        yield from ("-map_metadata", "-1", "-map_chapters", "-1")

    def _video(self) -> list[str]:
        if self.mode == "reencode":
            return ["-vf", f"{FILTERS[self.rotation]},{EVEN}", "-c:v", *self.container.video_encoder]
        is_for_apple = self.video.codec == "hevc" and self.target in {"mp4", "mov"}
        return ["-c:v", "copy", *(["-tag:v", "hvc1"] if is_for_apple else [])]

    def _audio(self) -> Iterator[str]:
        encoder, rate = self.container.audio_encoder
        for number, track in enumerate(self.video.audio):
            if track.codec in self.container.audio_codecs:
                yield from (f"-c:a:{number}", "copy")
            else:
                yield from (f"-c:a:{number}", encoder, f"-b:a:{number}", rate)
            if re.fullmatch("[a-z]{3}", track.language):
                yield from (f"-metadata:s:a:{number}", f"language={track.language}")

    def notes(self) -> Iterator[str]:
        """What was lost or chosen."""
        video = self.video
        if self.mode == "reencode":
            yield f"The pictures were encoded again with {self.container.video_encoder[0]}."
            if video.width % 2 or video.height % 2:
                yield "One row or column of pixels was cut off: the encoder needs even dimensions."
            if video.pixel_format not in EIGHT_BIT:
                yield f"Colours were stored as {video.pixel_format}; now they are yuv420p."
        encoder = self.container.audio_encoder[0]
        for codec in sorted({track.codec for track in video.audio} - self.container.audio_codecs):
            yield f"{self.target} does not take {codec} sound; it was encoded as {encoder}."
        if video.left_out:
            yield f"{video.left_out} subtitle, picture or data tracks were left out."
        yield "Title, place, chapters and other metadata were left out."


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
    container = CONTAINERS[target]
    if not container.keeps_rotation:
        return f"most players ignore it in {target}"
    if video.codec not in container.video_codecs:
        return f"{target} does not take {video.codec}"
    if source in WITHOUT_TIMESTAMPS:
        return f"{source} does not time its pictures as {target} needs it"
    if video.rotation is None:
        return "the video is already mirrored, or turned by an odd angle"
    return None
