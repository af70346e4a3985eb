"""What followers of executions are told; the same event may come twice, with the same `seq`."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from apps.tools.models import ExecutionEvent
from apps.tools.schemas.executions import ExecutionOut


class EventOut(BaseModel):
    """The data of `execution`: something has happened to it."""

    execution_id: UUID = Field(description="Which execution.")
    seq: int = Field(description="Counts the events of one execution, from 1 and without a gap.")
    type: ExecutionEvent.Type = Field(description="What happened.")
    created_at: datetime = Field(description="When it happened.")
    execution: ExecutionOut = Field(description="The execution as it is now, which may be later than that.")


class ProgressOut(BaseModel):
    """The data of `progress`: how far it is."""

    execution_id: UUID = Field(description="Which execution.")
    seq: int = Field(description="Counts the events of one execution, from 1 and without a gap.")
    progress: int = Field(ge=0, le=100, description="Percent.")
    progress_message: str = Field(description="What it is doing.")


class ResetOut(BaseModel):
    """The data of `reset`: the stream cannot tell what was missed."""

    reason: str = Field(description="What to do.")
