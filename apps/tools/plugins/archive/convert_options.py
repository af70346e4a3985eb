"""What `archive-convert` can be asked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, Password, ToolOptions, Ui
from apps.tools.plugins.archive.writing import ARCHIVE_LABELS, ENCRYPTING, Level

OutputFormat = Annotated[
    Literal["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z", "gz", "bz2", "xz", "zst"],
    Labels(
        {
            **ARCHIVE_LABELS,
            "gz": "gzip (one file)",
            "bz2": "bzip2 (one file)",
            "xz": "xz (one file)",
            "zst": "Zstandard (one file)",
        }
    ),
]


class ArchiveConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: OutputFormat = Field(description="Archives become archives, single files single files.")
    level: Level = 6
    password: Password | None = Field(default=None, description="Opens an encrypted ZIP or 7z.")
    new_password: Annotated[
        Password | None, Ui(group="advanced", visible_if={"output_format": ENCRYPTING})
    ] = Field(default=None, description="Protects the result, a ZIP or 7z, by AES-256.")

    @model_validator(mode="after")
    def _refuse_a_password_without_encryption(self) -> Self:
        if self.new_password and self.output_format not in ENCRYPTING:
            raise ValueError("A new_password needs zip or 7z as output_format; the others cannot encrypt.")
        return self
