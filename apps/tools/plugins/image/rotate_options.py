"""What `image-rotate` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import Colour, EditFormat, EditQuality
from apps.tools.plugins.image.options import Metadata
from apps.tools.plugins.image.turning import Flip, Turn

Method = Literal["auto", "tag", "pixels"]


class ImageRotateOptions(ToolOptions):
    """Without any, a picture that a tag turns is stored as it is shown."""

    turn: Annotated[
        Turn,
        Labels(
            {
                "none": "Only upright, as the camera held it",
                "90_cw": "90° clockwise",
                "180": "180°",
                "90_ccw": "90° counter-clockwise",
                "angle": "Another angle",
            }
        ),
    ] = Field(default="none", description="Which way to turn the picture from how it is shown now.")
    angle: Annotated[float, Ui(unit="°", visible_if={"turn": ["angle"]})] = Field(
        default=0, ge=-360, le=360, description="How far to turn it clockwise, for 'angle'."
    )
    flip: Annotated[
        Flip,
        Labels(
            {
                "none": "Not at all",
                "horizontal": "Left and right change",
                "vertical": "Above and below change",
            }
        ),
    ] = Field(default="none", description="How to mirror it, after turning.")
    corners: Annotated[Colour | None, Ui(visible_if={"turn": ["angle"]})] = Field(
        default=None,
        description="The colour of the corners that another angle leaves, as #rrggbb; empty for "
        "transparent, or white where the format is not.",
    )
    method: Annotated[
        Method,
        Labels({"auto": "Tag JPEGs, turn others", "tag": "Tag only (JPEG)", "pixels": "Turn every pixel"}),
        Ui(group="advanced"),
    ] = Field(
        default="auto",
        description="A JPEG loses nothing when only the tag is changed that viewers turn it by; a few old "
        "programs do not honour it.",
    )
    output_format: EditFormat = "same"
    quality: EditQuality = 90
    metadata: Metadata = "icc"

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.turn == "angle" and not self.angle % 360:
            raise ValueError("The turn 'angle' needs an angle, in degrees clockwise, other than 0.")
        if self.turn != "angle" and self.angle:
            raise ValueError("An angle is for the turn 'angle'; leave it empty, or choose that.")
        if self.method == "tag" and self.turn == "angle":
            raise ValueError("A tag turns by quarters only. Choose the method auto or pixels.")
        if self.method == "tag" and self.output_format not in {"same", "jpg"}:
            raise ValueError("Only a JPEG is turned by its tag. Choose the method auto or pixels.")
        return self

    @property
    def background(self) -> str:
        """The colour under transparent parts where the format has none."""
        return self.corners or "#ffffff"


class ImageRotation(BaseModel):
    """A turned picture."""

    method: Literal["tag", "pixels"] = Field(
        description="By the orientation tag, without loss; or pixel by pixel."
    )
    width: int = Field(description="Width as viewers show it.")
    height: int = Field(description="Height as viewers show it.")
