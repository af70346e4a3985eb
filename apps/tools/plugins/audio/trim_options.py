"""What `audio-trim` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.media.span import SpanOptions

Fade = Annotated[float, Field(ge=0, le=60), Ui(unit="s")]


class AudioTrimOptions(SpanOptions):
    """Which part to keep."""

    fade_in: Fade = Field(default=0, description="How long it takes to become loud.")
    fade_out: Fade = Field(default=0, description="How long it takes to become silent.")
    mode: Annotated[
        Literal["auto", "reencode"],
        Labels({"auto": "Copy if possible", "reencode": "Exact to the sample"}),
        Ui(group="advanced"),
    ] = Field(
        default="auto",
        description="A copy loses nothing, and is cut within a few hundredths of a second; with a fade the "
        "sound is always encoded again.",
    )

    def fades(self, length: float | None) -> tuple[str, ...]:
        """The filters for a part of this length, whose time begins at 0."""
        opening = (f"afade=t=in:d={self.fade_in:.3f}",) if self.fade_in else ()
        if not self.fade_out or not length:
            return opening
        begin = max(length - self.fade_out, 0)
        return (*opening, f"afade=t=out:st={begin:.3f}:d={self.fade_out:.3f}")
