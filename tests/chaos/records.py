"""What the tables say after a run: the same objects from SQLite and PostgreSQL."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.chaos.databases import Database, columns, moment, query_patiently


@dataclass(frozen=True, slots=True)
class Event:
    """A row of ExecutionEvent."""

    seq: int
    type: str
    data: dict[str, Any]
    at: datetime

    @property
    def lease(self) -> str:
        """Whose doing it was, if a lease's."""
        return str(self.data.get("lease", ""))


@dataclass(frozen=True, slots=True)
class File:
    """A row of StoredFile."""

    id: str
    kind: str
    key: str
    state: str
    size: int
    blake3: str
    execution: str


@dataclass(slots=True)
class Execution:
    """A row of ToolExecution with what belongs to it."""

    id: str
    status: str
    idempotency_key: str
    error_code: str
    attempt: int
    lost: int
    event_seq: int
    input_bytes: int
    output_bytes: int
    cancel_requested_at: object
    events: list[Event] = field(default_factory=list)
    inputs: list[File] = field(default_factory=list)
    outputs: list[File] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        """Whether it is in a final state."""
        return self.status in {"completed", "failed", "cancelled"}


@dataclass(frozen=True, slots=True)
class Records:
    """All of it."""

    executions: dict[str, Execution]
    files: dict[str, File]


def read_records(database: Database) -> Records:
    """Read everything; the database holds nothing but this run."""
    files = {file.id: file for file in _files(database)}
    executions = {execution.id: execution for execution in _executions(database)}
    for execution, events in _events(database).items():
        executions[execution].events = events
    for file in files.values():
        if file.execution:
            executions[file.execution].outputs.append(file)
    links = columns(("execution_id", "file_id"), "tools_executioninput", order="execution_id, position")
    for execution_id, file_id in query_patiently(database, links):
        executions[_id(execution_id)].inputs.append(files[_id(file_id)])
    return Records(executions, files)


def _executions(database: Database) -> list[Execution]:
    names = (
        "id", "status", "idempotency_key", "error_code", "attempt", "lost", "event_seq", "input_bytes",
        "output_bytes", "cancel_requested_at",
    )  # fmt: skip
    rows = query_patiently(database, columns(names, "tools_toolexecution", order="id"))
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [Execution(**row | {"id": _id(row["id"])}) for row in found]


def _files(database: Database) -> list[File]:
    names = ("id", "kind", "key", "state", "size", "blake3", "execution_id")
    rows = query_patiently(database, columns(names, "tools_storedfile", order="id"))
    return [File(_id(row[0]), row[1], row[2], row[3], row[4], row[5], _id(row[6])) for row in rows]


def _events(database: Database) -> dict[str, list[Event]]:
    names = ("execution_id", "seq", "type", "data", "created_at")
    found: dict[str, list[Event]] = defaultdict(list)
    for execution, seq, kind, data, at in query_patiently(
        database, columns(names, "tools_executionevent", order="execution_id, seq")
    ):
        known = json.loads(data) if isinstance(data, str) else data
        found[_id(execution)].append(Event(seq, kind, known, moment(at)))
    return found


def _id(value: object) -> str:
    """SQLite keeps the digits only."""
    return str(UUID(str(value))) if value else ""
