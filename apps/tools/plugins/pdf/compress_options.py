"""What `pdf-compress` can be asked for, and what it answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from apps.tools.base import Ui
from apps.tools.plugins.pdf.options import PdfOptions

_SHRINKING = {"shrink_pictures": ["true"]}


class PdfCompressOptions(PdfOptions):
    """How small the pictures become."""

    shrink_pictures: bool = Field(
        default=True,
        description="Take pixels away that paper does not show, and store photos as JPEG. Without this the "
        "result looks exactly the same, and is less small.",
    )
    image_dpi: Annotated[int, Ui(unit="dpi", visible_if=_SHRINKING)] = Field(
        default=150,
        ge=36,
        le=1200,
        description="How fine pictures stay: 96 for screens, 150, or 300 for print.",
    )
    quality: Annotated[int, Ui(visible_if=_SHRINKING)] = Field(
        default=75, ge=1, le=100, description="The quality of pictures as JPEG; 100 looks best."
    )
    grey: Annotated[bool, Ui(group="advanced", visible_if=_SHRINKING)] = Field(
        default=False, description="Store photos in grey."
    )


class PdfCompressResult(BaseModel):
    """What was won."""

    bytes_before: int = Field(description="The size of the document given.")
    bytes_after: int = Field(description="The size of the result; never larger.")
    saved_percent: float = Field(description="How much smaller it is.")
    pictures_shrunk: int = Field(description="How many pictures were made smaller.")
    pictures_kept: int = Field(description="How many pictures were left as they were.")
    duplicates_removed: int = Field(description="How many pictures, fonts and other parts were there twice.")
