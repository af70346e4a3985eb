"""What executions look like from outside."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from apps.tools.models import ToolExecution
from apps.tools.schemas.files import FileOut
from common.schemas import StrictIn

INLINE_INPUT_MAX = 8 * 2**20
RETRYABLE = {"tool_crashed", "tool_memory", "tool_timeout", "worker_lost", "storage_error", "queue_timeout"}

Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
MetadataKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]
Metadata = Annotated[dict[MetadataKey, MetadataValue], Field(max_length=20)]


class FileInputIn(StrictIn):
    """A file that is here already, in a role."""

    file_id: UUID = Field(description="An upload, or an output of an earlier execution.")
    role: Role = Field(default="source", description="Which of the tool's inputs it is.")


class TextInputIn(StrictIn):
    """A small text file, sent in the request."""

    text: str = Field(min_length=1, max_length=INLINE_INPUT_MAX, description="Its content.")
    name: str = Field(min_length=1, max_length=200, description="What to call it, with its extension.")
    role: Role = Field(default="source", description="Which of the tool's inputs it is.")


class Base64InputIn(StrictIn):
    """A small file, sent in the request."""

    base64: str = Field(min_length=1, max_length=INLINE_INPUT_MAX * 4 // 3 + 4, description="Its content.")
    name: str = Field(min_length=1, max_length=200, description="What to call it, with its extension.")
    role: Role = Field(default="source", description="Which of the tool's inputs it is.")


InputIn = UUID | FileInputIn | TextInputIn | Base64InputIn


class ExecutionIn(StrictIn):
    """A run of a tool."""

    inputs: list[InputIn] = Field(
        default=[], max_length=200, description="File ids, files in roles, or small files themselves."
    )
    options: dict[str, JsonValue] = Field(default={}, description="The tool's options.")
    output_name: str = Field(default="", max_length=200, description="What to call the output.")
    metadata: Metadata = Field(default={}, description="Strings of your own, kept with the execution.")
    expires_in: int | None = Field(default=None, ge=60, description="Seconds to keep the files.")


class ConvertIn(ExecutionIn):
    """A file, and the format that is wanted."""

    to: str = Field(min_length=1, max_length=20, description="The wanted format's id.")


class RunForm(StrictIn):
    """The fields beside the files of a multipart run."""

    options: str = Field(default="{}", description="The tool's options as a JSON object.")
    output_name: str = Field(default="", max_length=200, description="What to call the output.")
    metadata: str = Field(default="{}", description="Strings of your own as a JSON object.")
    expires_in: int | None = Field(default=None, ge=60, description="Seconds to keep the files.")


class ConvertForm(RunForm):
    """The fields beside the file of a multipart conversion."""

    to: str = Field(min_length=1, max_length=20, description="The wanted format's id.")


class ExecutionInputOut(BaseModel):
    """A file in its role."""

    role: str = Field(description="Which of the tool's inputs it is.")
    file: FileOut = Field(description="The file.")


class ExecutionErrorOut(BaseModel):
    """Why an execution failed."""

    code: str = Field(description="What failed, for programs.")
    detail: str = Field(description="What failed, why, and what to do.")
    retryable: bool = Field(description="Whether the same execution may succeed another time.")


class ExecutionUrlsOut(BaseModel):
    """Where to go from here; null where there is nothing."""

    self: str = Field(description="This execution.")
    cancel: str | None = Field(description="POST here to stop it; null once it has ended.")
    content: str | None = Field(description="The bytes of its only output.")
    events: str = Field(description="Its events as a stream.")
    archive: str | None = Field(description="All its outputs as one ZIP; null once they are gone.")


class ExecutionOut(BaseModel):
    """One run of one tool."""

    id: UUID = Field(description="Newer executions have greater ids.")
    tool: str = Field(description="The tool's name.")
    tool_version: str = Field(description="The tool's version at the time.")
    status: ToolExecution.Status = Field(description="The last three of these never change again.")
    progress: int = Field(ge=0, le=100, description="Percent.")
    progress_message: str = Field(description="What it is doing.")
    options: dict[str, Any] = Field(description="The options as they were understood, defaults included.")
    inputs: list[ExecutionInputOut] = Field(description="The files it was given, in order.")
    outputs: list[FileOut] = Field(description="The files it made, in order, once it has completed.")
    result: Any = Field(description="What the tool found, as its result schema says; null if it has none.")
    notes: list[str] = Field(description="What the tool lost or chose.")
    error: ExecutionErrorOut | None = Field(description="Why it failed.")
    attempt: int = Field(description="Greater than 1 when a fault of the tool was tried again.")
    batch_id: UUID | None = Field(description="The batch it belongs to.")
    retry_of: UUID | None = Field(description="The execution that it repeats.")
    metadata: dict[str, str] = Field(description="Strings of your own.")
    cancel_requested_at: datetime | None = Field(description="When its owner asked to stop it.")
    created_at: datetime = Field(description="When it was accepted.")
    updated_at: datetime = Field(description="When it last changed.")
    started_at: datetime | None = Field(description="When a worker first took it.")
    finished_at: datetime | None = Field(description="When it ended.")
    expires_at: datetime = Field(description="When its files are deleted.")
    duration_ms: int | None = Field(description="How long the tool took, in milliseconds.")
    urls: ExecutionUrlsOut = Field(description="Where to go from here.")

    @classmethod
    def of(cls, execution: ToolExecution) -> "ExecutionOut":
        """The answer for a row; several are read `with_files`."""
        made = sorted(execution.outputs.all(), key=lambda file: file.position)
        outputs = [FileOut.of(file) for file in made]
        links = execution.input_links.all()
        has_ended = execution.status in ToolExecution.TERMINAL
        address = f"/api/v1/executions/{execution.pk}"
        return cls(
            **{name: getattr(execution, name) for name in _PLAIN},
            inputs=[ExecutionInputOut(role=link.role, file=FileOut.of(link.file)) for link in links],
            outputs=outputs,
            error=_error(execution),
            retry_of=execution.retry_of_id,
            urls=ExecutionUrlsOut(
                self=address,
                cancel=None if has_ended else f"{address}/cancel",
                content=outputs[0].content_url if len(outputs) == 1 else None,
                events=f"{address}/events",
                archive=f"{address}/archive" if any(file.content_url for file in outputs) else None,
            ),
        )


_PLAIN = (
    "id", "tool", "tool_version", "status", "progress", "progress_message", "options", "result", "notes",
    "attempt", "batch_id", "metadata", "cancel_requested_at", "created_at", "updated_at", "started_at",
    "finished_at", "expires_at", "duration_ms",
)  # fmt: skip
"""Fields that are answered as they are stored."""


def _error(execution: ToolExecution) -> ExecutionErrorOut | None:
    if not execution.error_code:
        return None
    code = execution.error_code
    return ExecutionErrorOut(code=code, detail=execution.error_detail, retryable=code in RETRYABLE)


class ExecutionPageOut(BaseModel):
    """One page of executions, newest first."""

    items: list[ExecutionOut] = Field(description="The executions.")
    next_cursor: str | None = Field(
        description="Pass it as `cursor` for the next page; null on the last one."
    )
