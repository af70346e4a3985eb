"""What `archive-create` can be asked for."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, Password, ToolOptions, Ui
from apps.tools.plugins.archive.writing import ARCHIVE_LABELS, ENCRYPTING, ArchiveFormat, Level


class ArchiveCreateOptions(ToolOptions):
    """A ZIP unless something else is chosen."""

    output_format: Annotated[ArchiveFormat, Labels(ARCHIVE_LABELS)] = Field(
        default="zip", description="ZIP opens everywhere, 7z is the smallest."
    )
    level: Level = 6
    folder: str = Field(
        default="",
        max_length=100,
        pattern=r"^[^/\\\x00-\x1f:]*$",
        description="Put all files into this folder.",
    )
    password: Annotated[Password | None, Ui(visible_if={"output_format": ENCRYPTING})] = Field(
        default=None, description="Encrypts a ZIP or 7z by AES-256; in a ZIP the names stay readable."
    )

    @model_validator(mode="after")
    def _refuse_what_cannot_be(self) -> Self:
        if self.password and self.output_format not in ENCRYPTING:
            raise ValueError("A password needs zip or 7z as output_format; the others cannot encrypt.")
        if self.folder.strip(". ") == "" and self.folder:
            raise ValueError("The folder needs a name of more than dots and spaces.")
        return self
