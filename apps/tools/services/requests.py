"""What a caller asks for: a tool, options, and files that are kept already or still on their way in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRequest:
    """One run of one tool, as it was asked for."""

    tool: str
    offers: Sequence[Offer] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    output_name: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    expires_in: timedelta | None = None
    idempotency_key: str | None = None
    request_id: str = ""

    def fingerprint(self, *, tool: str, options: Mapping[str, Any]) -> str:
        """The same for a repeated request, whatever alias or spelling of the options it uses."""
        asked = [
            tool,
            options,
            [offer.fingerprint for offer in self.offers],
            self.output_name,
            self.metadata,
            self.expires_in and self.expires_in.total_seconds(),
        ]
        return sha256(json.dumps(asked, sort_keys=True, default=dict).encode()).hexdigest()
