"""What `image-strip-metadata` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui


class ImageStripOptions(ToolOptions):
    """Everything goes unless only the place is to."""

    remove: Annotated[
        Literal["all", "gps"],
        Labels({"all": "Everything", "gps": "Only the place (GPS)"}),
    ] = Field(default="all", description="What is removed.")
    keep_profile: Annotated[bool, Ui(group="advanced")] = Field(
        default=True, description="Keep the colour profile; without it colours may look different."
    )


class ImageStripped(BaseModel):
    """What is gone."""

    removed: list[str] = Field(description="The kinds of metadata that were found and removed.")
    bytes_before: int = Field(description="The size of the file that came in.")
    bytes_after: int = Field(description="The size of the file without its metadata.")
