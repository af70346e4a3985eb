"""What `video-crop` can be asked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.video.cropping import Box
from apps.tools.plugins.video.options import Quality

_BY_HAND = Ui(unit="px", visible_if={"area": ["box"]})
_Place = Annotated[int, Field(ge=0, le=16_384), _BY_HAND]
_Length = Annotated[int | None, Field(ge=16, le=16_384), _BY_HAND]


class VideoCropOptions(ToolOptions):
    """A box by hand, or what is left without black bars."""

    area: Annotated[
        Literal["box", "black_bars"], Labels({"box": "A box", "black_bars": "Without its black bars"})
    ] = Field(default="box", description="What is kept of the pictures.")
    left: _Place = Field(default=0, description="Left edge of the box.")
    top: _Place = Field(default=0, description="Upper edge of the box.")
    width: _Length = Field(default=None, description="Width of the box.")
    height: _Length = Field(default=None, description="Height of the box.")
    crf: Quality = None

    @property
    def box(self) -> Box | None:
        """The box, if it was given by hand."""
        if self.area != "box" or self.width is None or self.height is None:
            return None
        return Box(left=self.left, top=self.top, width=self.width, height=self.height)

    @model_validator(mode="after")
    def _is_given(self) -> Self:
        if self.area == "box" and self.box is None:
            raise ValueError("A box needs width and height.")
        if self.area == "black_bars" and (self.width or self.height or self.left or self.top):
            raise ValueError("With area 'black_bars' the box is found, not given.")
        return self
