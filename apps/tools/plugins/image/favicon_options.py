"""What `image-favicon` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import Colour


class ImageFaviconOptions(ToolOptions):
    """Nothing must be chosen."""

    app_name: str = Field(
        default="",
        max_length=100,
        description="The name below the icon on a phone's screen; for the manifest.",
    )
    theme: Colour = Field(default="#ffffff", description="The colour of the browser's bar, as #rrggbb.")
    background: Colour = Field(
        default="#ffffff",
        description="The colour behind Apple's icon, which cannot be transparent, as #rrggbb.",
    )
    fit: Annotated[
        Literal["contain", "cover"],
        Labels({"contain": "Contain: all of it, with clear edges", "cover": "Cover: cut to a square"}),
    ] = Field(default="contain", description="How a picture that is no square becomes one.")
    folder: Annotated[str, Ui(group="advanced")] = Field(
        default="/",
        max_length=200,
        pattern=r"^/([A-Za-z0-9._~-]+/)*$",
        description="Where the icons will lie on the site, such as /static/; for the HTML and the manifest.",
    )


class FaviconSet(BaseModel):
    """The icons, and how a page names them."""

    files: list[str] = Field(description="The names in the ZIP.")
    html: str = Field(description="To be pasted into the head of every page.")
