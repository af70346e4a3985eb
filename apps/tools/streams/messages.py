"""Server-sent events, written once for all who follow."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from apps.tools.managers.executions import ENDED
from apps.tools.models import ExecutionEvent, ToolExecution
from apps.tools.schemas.events import EventOut, ProgressOut, ResetOut
from apps.tools.schemas.executions import ExecutionOut

RETRY = b"retry: 2000\n\n"
"""Milliseconds that a browser waits before it connects again."""
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way to followers."""

    event_id: int
    owner_id: UUID
    execution_id: UUID
    is_final: bool
    text: bytes


def write_message(event: ExecutionEvent, execution: ToolExecution) -> Message:
    """What followers are told of an event: how far it is, or the execution as it is now."""
    body: BaseModel
    if event.type == ExecutionEvent.Type.PROGRESS:
        body = ProgressOut(
            execution_id=event.execution_id,
            seq=event.seq,
            progress=event.data["progress"],
            progress_message=event.data["message"],
        )
    else:
        body = EventOut(
            execution_id=event.execution_id,
            seq=event.seq,
            type=ExecutionEvent.Type(event.type),
            created_at=event.created_at,
            execution=ExecutionOut.of(execution),
        )
    name = "progress" if isinstance(body, ProgressOut) else "execution"
    return Message(
        event_id=event.pk,
        owner_id=event.owner_id,
        execution_id=event.execution_id,
        is_final=event.type in ENDED,
        text=_frame(name, body, event_id=event.pk),
    )


def write_place(event_id: int) -> bytes:
    """Only tells where the stream begins, so that a follower who loses it can name the place."""
    return f"id: {event_id}\n\n".encode()


def write_reset(event_id: int) -> bytes:
    """Tells that events were missed for good: read the list again, and go on from here."""
    return _frame(
        "reset", ResetOut(reason="Events were missed; read the executions again."), event_id=event_id
    )


def _frame(name: str, body: BaseModel, *, event_id: int) -> bytes:
    return f"event: {name}\nid: {event_id}\ndata: {body.model_dump_json()}\n\n".encode()
