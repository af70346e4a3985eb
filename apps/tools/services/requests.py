"""What a caller asks for: a tool, options and files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from apps.tools.models import ToolExecution
from apps.tools.services.offers import Offer


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
    unlisted: bool = False
    priority: int = ToolExecution.Priority.INTERACTIVE

    def fingerprint(self, *, tool: str, options: Mapping[str, Any]) -> str:
        """The same for a repeated request, whatever alias or spelling of the options it uses."""
        asked = [
            tool,
            options,
            [offer.fingerprint for offer in self.offers],
            self.output_name,
            self.metadata,
            self.expires_in.total_seconds() if self.expires_in and not self.unlisted else None,
        ]
        return sha256(json.dumps(asked, sort_keys=True, default=dict).encode()).hexdigest()
