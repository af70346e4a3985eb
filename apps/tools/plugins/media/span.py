"""The part of a file that is worked on, and the options that choose it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from apps.tools.base import InvalidInputError, ToolOptions, Ui
from apps.tools.plugins.media.ffmpeg import input_arguments

MAX_SECONDS = 24 * 60 * 60
WITHOUT_INDEX = frozenset({"mpeg", "mpegts", "mpegvideo"})
"""Demuxers that find a moment only nearly."""

Moment = Annotated[float, Field(ge=0, le=MAX_SECONDS), Ui(unit="s")]
Length = Annotated[float, Field(ge=0.01, le=MAX_SECONDS), Ui(unit="s")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` on, for `length` seconds; None is to the end, where the end is not known."""

    start: float = 0
    length: float | None = None

    def input_arguments(self, path: Path, demuxer: str, *, is_copied: bool = False) -> list[str]:
        """What makes ffmpeg begin here: by seeking, or where that is not exact by reading from the start."""
        if is_copied or demuxer not in WITHOUT_INDEX:
            return input_arguments(path, demuxer, start=self.start)
        return [*input_arguments(path, demuxer), *(("-ss", f"{self.start:.6f}") if self.start else ())]

    def output_arguments(self) -> tuple[str, ...]:
        """What makes ffmpeg stop in time."""
        return ("-t", f"{self.length:.6f}") if self.length is not None else ()


class SpanOptions(ToolOptions):
    """Where the wanted part begins and ends."""

    start: Moment = Field(default=0, description="Where it begins, in seconds from the start.")
    end: Length | None = Field(default=None, description="Where it ends; empty for the end of the file.")
    duration: Length | None = Field(default=None, description="How long it is, instead of an end.")

    @model_validator(mode="after")
    def _ends_once_and_after_its_start(self) -> Self:
        if self.end is not None and self.duration is not None:
            raise ValueError("Give an end or a duration, not both.")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"The end, {self.end:g} s, must be after the start, {self.start:g} s.")
        return self

    def span(self, seconds: float | None) -> Span:
        """The part of a file of this length; raises InvalidInputError when it begins after the end."""
        if seconds and self.start >= seconds:
            raise InvalidInputError(
                f"The file has {seconds:.2f} seconds, so nothing of it is left after {self.start:g} s.",
                code="input_not_allowed",
            )
        length = self.duration if self.end is None else self.end - self.start
        if seconds:
            length = min(length or seconds, seconds - self.start)
        return Span(start=self.start, length=length)
