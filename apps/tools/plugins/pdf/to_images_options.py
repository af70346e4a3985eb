"""What `pdf-to-images` can be asked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.options import Dpi, PdfPagesOptions
from apps.tools.plugins.pdf.raster_files import LABELS, TRANSPARENT, RasterFormat


class PdfToImagesOptions(PdfPagesOptions):
    """Which pages become pictures of which kind."""

    output_format: Annotated[RasterFormat, Labels(LABELS)] = Field(
        default="png", description="The format of the pictures."
    )
    dpi: Dpi = Field(default=150, description="How fine the pictures are; 300 is usual for print.")
    quality: Annotated[int, Ui(visible_if={"output_format": ["jpg", "webp", "avif"]})] = Field(
        default=85, ge=1, le=100, description="100 looks best, smaller is smaller; for JPEG, WebP and AVIF."
    )
    colours: Annotated[Literal["colour", "grey"], Labels({"colour": "Colour", "grey": "Grey"})] = Field(
        default="colour", description="Whether the pictures have colours."
    )
    transparent: Annotated[bool, Ui(group="advanced", visible_if={"output_format": sorted(TRANSPARENT)})] = (
        Field(default=False, description="Leave the paper out, so that what is behind shows through.")
    )
    multipage: Annotated[bool, Ui(visible_if={"output_format": ["tiff"]})] = Field(
        default=True, description="One TIFF with all pages; otherwise a file for each page."
    )

    @model_validator(mode="after")
    def _can_be_transparent(self) -> Self:
        if self.transparent and self.output_format not in TRANSPARENT:
            raise ValueError(
                f"A picture in {self.output_format} has a background. Leave 'transparent' out, or choose "
                f"{', '.join(sorted(TRANSPARENT))}."
            )
        return self
