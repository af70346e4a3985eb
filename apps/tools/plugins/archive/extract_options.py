"""What `archive-extract` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, ToolOptions, Ui

Pattern = Annotated[str, Field(min_length=1, max_length=200)]
Folders = Annotated[
    Literal["keep", "drop"], Labels({"keep": "docs - readme.txt", "drop": "readme.txt"}), Ui(group="advanced")
]


class ArchiveExtractOptions(ToolOptions):
    """Everything is extracted unless patterns are given."""

    patterns: list[Pattern] = Field(
        default=[],
        max_length=100,
        description="Only members whose path or name matches one of these, such as `*.pdf` or `docs/*`.",
    )
    folders: Folders = Field(
        default="keep", description="Whether the folders of a member become a part of its name."
    )
    list_only: bool = Field(default=False, description="Tell what is in the archive, and extract nothing.")
    password: Password | None = Field(default=None, description="Opens an encrypted ZIP or 7z.")
