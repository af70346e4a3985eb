"""How large `image-resize` is asked to make a picture, said in one of five ways."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import EditFormat, EditQuality, FillColour
from apps.tools.plugins.image.options import Metadata, Side
from apps.tools.plugins.image.sizing import Fit


class ToWidth(ToolOptions):
    """The height follows the width."""

    model_config = ConfigDict(title="Width")

    by: Literal["width"] = Field(description="Set the width.")
    width: Side = Field(description="The new width; the proportions stay.")

    def box(self, width: int, height: int) -> tuple[int | None, int | None]:  # noqa: ARG002 - as the others
        """The box to fit a picture into, of which a side may be open."""
        return self.width, None


class ToHeight(ToolOptions):
    """The width follows the height."""

    model_config = ConfigDict(title="Height")

    by: Literal["height"] = Field(description="Set the height.")
    height: Side = Field(description="The new height; the proportions stay.")

    def box(self, width: int, height: int) -> tuple[int | None, int | None]:  # noqa: ARG002 - as the others
        """The box to fit a picture into, of which a side may be open."""
        return None, self.height


class ToPercent(ToolOptions):
    """Both sides by the same factor."""

    model_config = ConfigDict(title="Percent")

    by: Literal["percent"] = Field(description="Scale it.")
    percent: Annotated[float, Ui(unit="%")] = Field(
        ge=0.1, le=1_000, description="50 halves both sides; more than 100 enlarges, if that is allowed."
    )

    def box(self, width: int, height: int) -> tuple[int | None, int | None]:
        """The box to fit a picture into, of which a side may be open."""
        return max(1, round(width * self.percent / 100)), max(1, round(height * self.percent / 100))


class ToLongestSide(ToolOptions):
    """Upright and lying pictures become equally large."""

    model_config = ConfigDict(title="Longest side")

    by: Literal["longest_side"] = Field(description="Set the longer of both sides.")
    longest_side: Side = Field(description="The new length of the longer side; the proportions stay.")

    def box(self, width: int, height: int) -> tuple[int | None, int | None]:
        """The box to fit a picture into, of which a side may be open."""
        return (self.longest_side, None) if width >= height else (None, self.longest_side)


class ToBox(ToolOptions):
    """Width and height together."""

    model_config = ConfigDict(title="Width and height")

    by: Literal["box"] = Field(description="Set both sides.")
    width: Side = Field(description="The width of the box.")
    height: Side = Field(description="The height of the box.")
    fit: Annotated[
        Fit,
        Labels(
            {
                "contain": "Contain: all of it, within the box",
                "cover": "Cover: fill the box, cut what stands out",
                "exact": "Exact: stretch or squeeze to the box",
            }
        ),
    ] = Field(default="contain", description="How both sides are met.")

    def box(self, width: int, height: int) -> tuple[int | None, int | None]:  # noqa: ARG002 - as the others
        """The box to fit a picture into, of which a side may be open."""
        return self.width, self.height


class ImageResizeOptions(ToolOptions):
    """Only the size must be chosen."""

    size: ToWidth | ToHeight | ToPercent | ToLongestSide | ToBox = Field(
        discriminator="by", description="How large the picture becomes."
    )
    enlarge: bool = Field(
        default=False, description="Also make small pictures larger, which blurs them; otherwise they stay."
    )
    output_format: EditFormat = "same"
    quality: EditQuality = 85
    background: FillColour = "#ffffff"
    metadata: Metadata = "icc"
