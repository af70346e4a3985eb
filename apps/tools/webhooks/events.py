"""What receivers can be told about, and the message that tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from common.types import JsonObject

if TYPE_CHECKING:
    from apps.tools.models import Batch, ToolExecution

TEST = "webhook.test"
"""Sent when its owner asks for it, whatever the endpoint wants to be told."""


class WebhookEvent(StrEnum):
    """Something an endpoint can want to be told."""

    EXECUTION_COMPLETED = "execution.completed"
    EXECUTION_FAILED = "execution.failed"
    EXECUTION_CANCELLED = "execution.cancelled"
    BATCH_COMPLETED = "batch.completed"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to tell the endpoints of an owner."""

    owner_id: UUID
    event_type: str
    subject_id: UUID
    data: JsonObject
    happened_at: datetime

    @property
    def message(self) -> str:
        """The body, as it is kept, signed and sent."""
        told = {"type": self.event_type, "timestamp": written(self.happened_at), "data": self.data}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def execution_data(execution: "ToolExecution") -> JsonObject:
    """What a receiver needs to know of an ended execution: neither options nor files, which it may fetch."""
    error = {"code": execution.error_code, "detail": execution.error_detail} if execution.error_code else None
    return {
        "id": str(execution.pk),
        "tool": execution.tool,
        "status": execution.status,
        "error": error,
        "metadata": execution.metadata,
        "batch_id": str(execution.batch_id) if execution.batch_id else None,
        "finished_at": written(execution.finished_at) if execution.finished_at else None,
        "urls": {"self": f"{settings.PUBLIC_URL}/api/v1/executions/{execution.pk}"},
    }


def batch_data(batch: "Batch", *, status: str, counts: Mapping[str, int]) -> JsonObject:
    """What a receiver needs to know of an ended batch, however it has ended."""
    error = {"code": batch.error_code, "detail": batch.error_detail} if batch.error_code else None
    return {
        "id": str(batch.pk),
        "tool": batch.tool,
        "status": status,
        "total": batch.total,
        "counts": dict(counts),
        "error": error,
        "metadata": batch.metadata,
        "finished_at": written(batch.finished_at) if batch.finished_at else None,
        "urls": {"self": f"{settings.PUBLIC_URL}/api/v1/batches/{batch.pk}"},
    }


def written(moment: datetime) -> str:
    """A time as the API writes it."""
    return moment.isoformat().replace("+00:00", "Z")
