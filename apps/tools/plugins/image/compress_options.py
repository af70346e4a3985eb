"""How small, or how good, `image-compress` is asked to make a picture, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from apps.tools.base import Labels, MiB, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import FillColour
from apps.tools.plugins.image.options import Metadata

CompressedFormat = Literal["jpg", "png", "webp", "avif"]


class ByteBudget(ToolOptions):
    """As good as fits into so many bytes."""

    model_config = ConfigDict(title="A number of bytes")

    by: Literal["size"] = Field(description="Stay within a budget of bytes.")
    max_bytes: Annotated[int, Ui(unit="bytes")] = Field(
        ge=500, le=50 * MiB, description="The largest file that will do."
    )
    shrink: bool = Field(
        default=True, description="Also make the picture smaller where no quality is low enough to fit."
    )


class LikenessFloor(ToolOptions):
    """As small as is still so alike."""

    model_config = ConfigDict(title="A likeness")

    by: Literal["likeness"] = Field(description="Stay as alike as this to the eye.")
    min_ssim: float = Field(
        default=0.95,
        ge=0.5,
        le=0.999,
        description="The structural similarity to keep: 0.98 looks the same, 0.95 good, 0.9 visibly worse.",
    )


class ImageCompressOptions(ToolOptions):
    """Without any, a picture becomes as small as looks good."""

    goal: ByteBudget | LikenessFloor = Field(
        default=LikenessFloor(by="likeness"), discriminator="by", description="What counts: size or likeness."
    )
    output_format: Annotated[
        Literal["same", "smallest", "jpg", "png", "webp", "avif"],
        Labels(
            {
                "same": "The same as it came in",
                "smallest": "The best of JPEG, WebP and AVIF",
                "jpg": "JPEG",
                "png": "PNG, with fewer colours",
                "webp": "WebP",
                "avif": "AVIF",
            }
        ),
    ] = Field(default="same", description="The format to write.")
    background: FillColour = "#ffffff"
    metadata: Metadata = "icc"


class ImageCompressed(BaseModel):
    """What was gained, and what it cost."""

    bytes_before: int = Field(description="The size of the file that came in.")
    bytes_after: int = Field(description="The size of the file that was written.")
    saved_percent: float = Field(description="How much smaller it is; 0 if it stayed as it was.")
    format: str = Field(description="The format that was written.")
    quality: int | None = Field(description="The quality that was found; null if the file stayed as it was.")
    ssim: float | None = Field(
        description="The structural similarity to the original, or to that made smaller; null if unchanged."
    )
    width: int = Field(description="The width that was written.")
    height: int = Field(description="The height that was written.")
    trials: int = Field(description="How many times the picture was encoded.")
