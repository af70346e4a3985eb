"""Files that a caller brings: kept already, or still on their way in."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOffer:
    """A file the caller has here: an upload, or an output of an earlier execution."""

    role: str
    file_id: UUID

    @property
    def fingerprint(self) -> str:
        """What makes two offers the same in a repeated request."""
        return f"{self.role}:{self.file_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOffer:
    """Bytes that came with the request, on disk but not yet kept; `head` is what may be sniffed."""

    role: str
    name: str
    path: Path
    head: bytes
    size: int
    digest: str

    @property
    def fingerprint(self) -> str:
        """What makes two offers the same in a repeated request."""
        return f"{self.role}:{self.digest}"


Offer = FileOffer | UploadOffer
