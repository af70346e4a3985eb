"""What `image-convert` can be asked for."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.formats import FORMATS
from apps.tools.plugins.image.options import FitChoice, Metadata, Side
from apps.tools.plugins.image.traits import TRAITS, WRITTEN, WrittenFormat

_LOSSY = [format for format in WRITTEN if TRAITS[format].lossy]
_EITHER = [format for format in WRITTEN if TRAITS[format].chooses_lossless]
_BUDGETED = [format for format in _LOSSY if format != "pdf"]
_FILLED = [format for format in WRITTEN if not TRAITS[format].alpha]


class ImageConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: Annotated[
        WrittenFormat,
        Field(description="The format to write."),
        Labels({format: FORMATS[format].title for format in WRITTEN}),
    ]
    quality: Annotated[
        int,
        Field(ge=1, le=100, description="100 looks best, smaller is smaller."),
        Ui(visible_if={"output_format": _LOSSY}),
    ] = 85
    lossless: Annotated[
        bool,
        Field(
            description="Keep every pixel exactly, in larger files; the formats that are not lossy always do."
        ),
        Ui(visible_if={"output_format": _EITHER}),
    ] = False
    width: Side | None = Field(default=None, description="Largest width; empty for no bound.")
    height: Side | None = Field(default=None, description="Largest height; empty for no bound.")
    fit: FitChoice = "contain"
    target_size: Annotated[
        int | None,
        Field(
            ge=1_000,
            description="The most bytes that the file may have: the quality is lowered until it fits.",
        ),
        Ui(unit="B", visible_if={"output_format": _BUDGETED}),
    ] = None
    dpi: Annotated[
        int | None,
        Field(
            ge=10,
            le=2_400,
            description="Pixels to the inch: how large an SVG is drawn, and how large the page of a PDF is. "
            "Empty for 96, or what the picture says.",
        ),
        Ui(group="advanced"),
    ] = None
    effort: Annotated[
        int,
        Field(
            ge=0, le=6, description="How long to search for a smaller WebP; 6 takes ten times as long as 0."
        ),
        Ui(group="advanced", visible_if={"output_format": ["webp"]}),
    ] = 1
    background: Annotated[
        str,
        Field(pattern="^#[0-9a-fA-F]{6}$", description="The colour under transparent parts, as #rrggbb."),
        Ui(group="advanced", visible_if={"output_format": _FILLED}),
    ] = "#ffffff"
    metadata: Metadata = "icc"
    frame: Annotated[
        int | None,
        Field(
            ge=0,
            lt=2_000,
            description="Which frame of an animation, or page of a TIFF, becomes a still picture, from 0. "
            "Empty for all of them, or the first where the format holds one.",
        ),
        Ui(group="advanced"),
    ] = None

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        traits = TRAITS[self.output_format]
        if self.lossless and traits.lossy and not traits.chooses_lossless:
            raise ValueError(
                "A JPEG cannot be lossless: choose webp, avif, jxl, png or tiff as output_format."
            )
        if self.fit == "cover" and not (self.width and self.height):
            raise ValueError("The fit 'cover' needs both width and height.")
        if self.target_size and (self.output_format not in _BUDGETED or self.lossless):
            raise ValueError(
                f"A target_size is met by a lower quality, so it needs one of {', '.join(_BUDGETED)} as "
                "output_format, and lossless turned off."
            )
        return self
