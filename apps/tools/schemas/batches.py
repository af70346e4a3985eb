"""What batches look like from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from apps.tools.batching import MAX_FILES, SkippedFile
from apps.tools.managers.batches import BatchStatus, Tally
from apps.tools.models import Batch
from apps.tools.schemas.executions import RETRYABLE, ExecutionErrorOut, ExecutionIn, InputIn


class BatchIn(ExecutionIn):
    """Many files for one tool, each by itself, all with the same options."""

    inputs: list[InputIn] = Field(
        min_length=1,
        max_length=MAX_FILES,
        description="File ids, files in roles, or small files themselves; each becomes one execution.",
    )
    expand: bool = Field(
        default=False,
        description="One of the files is an archive: the files in it become executions, not the archive.",
    )


class BatchCountsOut(BaseModel):
    """How many executions stand where."""

    pending: int = Field(description="They wait.")
    processing: int = Field(description="They are being run.")
    completed: int = Field(description="They made what was asked for.")
    failed: int = Field(description="They did not, and say why.")
    cancelled: int = Field(description="They were stopped.")


class SkippedFileOut(BaseModel):
    """A file of the archive that became no execution."""

    name: str = Field(description="Its name, with its folders in the archive.")
    reason: str = Field(description="Why not.")


class BatchUrlsOut(BaseModel):
    """Where to go from here; null where there is nothing."""

    self: str = Field(description="This batch.")
    executions: str = Field(description="Its executions.")
    cancel: str | None = Field(description="POST here to stop it; null once it has ended.")
    archive: str | None = Field(description="All outputs so far as one ZIP; null while there is none.")


class BatchOut(BaseModel):
    """Many files, one tool, one set of options."""

    id: UUID = Field(description="Newer batches have greater ids.")
    tool: str = Field(description="The tool's name.")
    options: dict[str, Any] = Field(description="The options as they were understood, defaults included.")
    metadata: dict[str, str] = Field(description="Strings of your own; each execution has them too.")
    status: BatchStatus = Field(
        description="`expanding` while the archive is opened; `completed` when every execution has ended, "
        "however it has: see `counts`. The last three never change again."
    )
    total: int = Field(description="Executions; while it is expanding there may be more to come.")
    counts: BatchCountsOut = Field(description="How they stand.")
    progress: int = Field(ge=0, le=100, description="Percent of the whole.")
    skipped: list[SkippedFileOut] | None = Field(
        description="Files of the archive that became no execution; null in a list of batches."
    )
    error: ExecutionErrorOut | None = Field(description="Why nothing came of the archive.")
    cancel_requested_at: datetime | None = Field(description="When its owner asked to stop it.")
    created_at: datetime = Field(description="When it was accepted.")
    finished_at: datetime | None = Field(description="When its last execution ended.")
    expires_at: datetime = Field(description="When its files are deleted.")
    urls: BatchUrlsOut = Field(description="Where to go from here.")

    @classmethod
    def of(cls, batch: Batch, *, tally: Tally, skipped: Sequence[SkippedFile] | None = None) -> "BatchOut":
        """The answer for a row and how its executions stand."""
        has_ended = batch.finished_at is not None
        address = f"/api/v1/batches/{batch.pk}"
        return cls(
            **{name: getattr(batch, name) for name in _PLAIN},
            status=tally.status(batch),
            counts=BatchCountsOut(**tally.counts),
            progress=100 if has_ended else tally.percent(of=batch.total),
            skipped=None
            if skipped is None
            else [SkippedFileOut(name=it.name, reason=it.reason) for it in skipped],
            error=_error(batch),
            urls=BatchUrlsOut(
                self=address,
                executions=f"/api/v1/executions?batch_id={batch.pk}",
                cancel=None if has_ended else f"{address}/cancel",
                archive=f"{address}/archive" if tally.counts["completed"] else None,
            ),
        )


_PLAIN = (
    "id", "tool", "options", "metadata", "total", "cancel_requested_at", "created_at", "finished_at",
    "expires_at",
)  # fmt: skip
"""Fields that are answered as they are stored."""


def _error(batch: Batch) -> ExecutionErrorOut | None:
    if not batch.error_code:
        return None
    code = batch.error_code
    return ExecutionErrorOut(code=code, detail=batch.error_detail, retryable=code in RETRYABLE)


class BatchPageOut(BaseModel):
    """One page of batches, newest first."""

    items: list[BatchOut] = Field(description="The batches.")
    next_cursor: str | None = Field(
        description="Pass it as `cursor` for the next page; null on the last one."
    )
