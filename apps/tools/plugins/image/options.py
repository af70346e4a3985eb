"""The options that image tools share, so that one word means one thing in all of them."""

from typing import Annotated

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.image.encoding import MetadataPolicy, RasterFormat
from apps.tools.plugins.image.sizing import Fit

OutputFormat = Annotated[
    RasterFormat,
    Field(description="The format to write."),
    Labels({"jpg": "JPEG", "png": "PNG", "webp": "WebP", "avif": "AVIF", "gif": "GIF", "tiff": "TIFF"}),
]
Quality = Annotated[
    int,
    Field(ge=1, le=100, description="100 looks best, smaller is smaller; for JPEG, WebP and AVIF."),
    Ui(visible_if={"output_format": ["jpg", "webp", "avif"]}),
]
Lossless = Annotated[
    bool,
    Field(
        description="Keep every pixel exactly, in larger files; WebP and AVIF. PNG, GIF and TIFF always do."
    ),
    Ui(visible_if={"output_format": ["webp", "avif"]}),
]
Side = Annotated[int, Field(ge=1, le=20_000), Ui(unit="px")]
FitChoice = Annotated[
    Fit,
    Field(
        description="How width and height are met. Only 'exact' enlarges; 'cover' needs both, and 'exact' "
        "with one of them keeps the proportions."
    ),
    Labels(
        {
            "contain": "Contain: all of it, within the box",
            "cover": "Cover: fill the box, cut what stands out",
            "exact": "Exact: stretch or squeeze to the box",
        }
    ),
]
Background = Annotated[
    str,
    Field(
        pattern="^#[0-9a-fA-F]{6}$", description="The colour under transparent parts, as #rrggbb; for JPEG."
    ),
    Ui(group="advanced", visible_if={"output_format": ["jpg"]}),
]
Metadata = Annotated[
    MetadataPolicy,
    Field(description="What is kept beside the pixels. Place, camera and author are in 'all' only."),
    Labels({"none": "Nothing", "icc": "Colour profile", "all": "Everything, with place and camera"}),
    Ui(group="advanced"),
]
Frame = Annotated[
    int,
    Field(
        ge=0,
        lt=2_000,
        description="Which frame of an animation, or page of a TIFF, becomes a still picture, from 0.",
    ),
    Ui(group="advanced"),
]
