"""What `pdf-watermark` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.lettering import Face
from apps.tools.plugins.pdf.options import PdfPagesOptions
from apps.tools.plugins.pdf.stamping import POSITIONS, Position

Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
FaceChoice = Annotated[
    Face, Labels({"sans": "Sans serif", "serif": "Serif", "mono": "Typewriter"}), Ui(group="advanced")
]
Margin = Annotated[float, Field(ge=0, le=500), Ui(group="advanced", unit="pt")]


class PdfWatermarkOptions(PdfPagesOptions):
    """What to stamp, where, and how it looks."""

    text: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="The text of the stamp, such as CONFIDENTIAL; line breaks are kept. Leave it out when a "
        "picture is the stamp.",
    )
    position: Annotated[Literal[Position, "tiled"], Labels(POSITIONS | {"tiled": "Repeated all over"})] = (
        Field(default="center", description="Where on the page the stamp goes.")
    )
    size: Annotated[float, Ui(unit="%")] = Field(
        default=60,
        ge=1,
        le=100,
        description="How wide the stamp is before it is turned, of the page's width.",
    )
    opacity: Annotated[float, Ui(unit="%")] = Field(
        default=25, ge=1, le=100, description="100 hides what is below, less lets it show through."
    )
    rotation: Annotated[float, Ui(unit="°")] = Field(
        default=0, ge=-180, le=180, description="How far the stamp is turned, counter-clockwise; 45 climbs."
    )
    colour: Colour = Field(default="#808080", description="The colour of a text, as #rrggbb.")
    font: FaceChoice = Field(default="sans", description="The kind of letters of a text.")
    layer: Annotated[
        Literal["over", "under"], Labels({"over": "Over the page", "under": "Under the page"})
    ] = Field(
        default="over",
        description="Over or under what is on the page; a scan or a coloured page hides what is under it.",
    )
    margin: Margin = Field(default=24, description="The space between the stamp and the edges of the page.")
