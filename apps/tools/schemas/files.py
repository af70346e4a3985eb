"""What files look like from outside."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q
from ninja import Schema
from pydantic import BaseModel, Field

from apps.tools.models import StoredFile
from common.schemas import StrictIn


class FileOut(BaseModel):
    """A file that was sent in, or that an execution made."""

    id: UUID = Field(description="Newer files have greater ids.")
    name: str = Field(description="What its owner calls it; for display only.")
    kind: StoredFile.Kind = Field(description="Where it comes from.")
    format: str = Field(description="A format's id, `bin` when it is none of ours.")
    media_type: str = Field(description="The type it is served with.")
    size: int = Field(description="Bytes.")
    blake3: str = Field(description="The BLAKE3 digest of its bytes, in hexadecimal; also its ETag.")
    details: dict[str, int | float] | None = Field(
        description="What was measured, such as width, height, pages or duration_seconds."
    )
    state: Literal["ready", "deleted"] = Field(description="Whether its bytes are there.")
    execution_id: UUID | None = Field(description="The execution that made it.")
    created_at: datetime = Field(description="When it was kept.")
    expires_at: datetime = Field(description="When its bytes are deleted.")
    content_url: str | None = Field(
        description="Where its bytes are, relative to this server; null once gone."
    )

    @classmethod
    def of(cls, file: StoredFile) -> "FileOut":
        """The answer for a row."""
        is_available = file.is_available
        return cls(
            **{name: getattr(file, name) for name in _PLAIN},
            state="ready" if is_available else "deleted",
            content_url=f"/api/v1/files/{file.pk}/content" if is_available else None,
        )


_PLAIN = (
    "id", "name", "kind", "format", "media_type", "size", "blake3", "details", "execution_id", "created_at",
    "expires_at",
)  # fmt: skip
"""Fields that are answered as they are stored."""


class FilePageOut(BaseModel):
    """One page of files, newest first."""

    items: list[FileOut] = Field(description="The files.")
    next_cursor: str | None = Field(
        description="Pass it as `cursor` for the next page; null on the last one."
    )


class FileFilter(Schema):
    """Every condition must hold.

    With any, a page looks through many files but not all: it may then hold fewer than `limit`, even none,
    while `next_cursor` leads on.
    """

    kind: Literal["upload", "output"] | None = Field(default=None, description="Where it comes from.")
    format: str | None = Field(default=None, max_length=20, description="A format's id.")
    q: str | None = Field(default=None, max_length=200, description="Part of its name.")

    def search(self) -> Q:
        """What must be looked for row by row."""
        conditions = {"kind": self.kind, "format": self.format, "name__icontains": self.q}
        return Q(**{name: value for name, value in conditions.items() if value})


class UploadForm(StrictIn):
    """The fields beside the file."""

    expires_in: int | None = Field(default=None, ge=60, description="Seconds to keep it.")


class FileLinkIn(StrictIn):
    """A link that is wanted."""

    expires_in: int = Field(default=900, ge=1, le=900, description="Seconds the link works, at most 900.")


class FileLinkOut(BaseModel):
    """An address that needs no credentials."""

    url: str = Field(description="Opens the file for whoever has it.")
    expires_at: datetime = Field(description="When it stops working; deleting the file stops it at once.")
