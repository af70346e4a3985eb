"""The options of tools that change a picture and write it again, in its own format unless asked otherwise."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui

EditFormat = Annotated[
    Literal["same", "jpg", "png", "webp", "avif", "gif", "tiff"],
    Field(description="The format to write."),
    Labels(
        {
            "same": "The same as it came in",
            "jpg": "JPEG",
            "png": "PNG",
            "webp": "WebP",
            "avif": "AVIF",
            "gif": "GIF",
            "tiff": "TIFF",
        }
    ),
    Ui(group="advanced"),
]
EditQuality = Annotated[
    int,
    Field(ge=1, le=100, description="100 looks best, smaller is smaller; for JPEG, WebP and AVIF."),
    Ui(group="advanced"),
]
Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
"""A colour as #rrggbb."""
FillColour = Annotated[
    Colour,
    Field(description="The colour under transparent parts where the format has none, as #rrggbb."),
    Ui(group="advanced"),
]
Place = Literal[
    "top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right"
]
PLACE_LABELS = {
    "top_left": "Top left",
    "top": "Top",
    "top_right": "Top right",
    "left": "Left",
    "centre": "Centre",
    "right": "Right",
    "bottom_left": "Bottom left",
    "bottom": "Bottom",
    "bottom_right": "Bottom right",
}


def offset(place: str, *, room: tuple[int, int]) -> tuple[int, int]:
    """How far right and down something lies at a `Place` of what leaves this much room around it."""
    across = 0 if "left" in place else room[0] if "right" in place else room[0] // 2
    down = 0 if "top" in place else room[1] if "bottom" in place else room[1] // 2
    return across, down


def channels(colour: str) -> list[int]:
    """Red, green and blue of #rrggbb."""
    return list(bytes.fromhex(colour[1:]))
