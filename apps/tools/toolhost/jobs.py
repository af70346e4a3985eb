"""What the tool host is asked to do, and what it answers."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from apps.tools.verification.check import Details

JsonObject = dict[str, JsonValue]

FaultCode = Literal[
    "input_not_allowed",
    "input_mismatch",
    "input_corrupt",
    "input_encrypted",
    "input_limit",
    "tool_cpu",
    "tool_timeout",
    "tool_memory",
    "tool_disk",
    "tool_crashed",
    "tool_error",
    "tool_policy",
    "output_invalid",
    "storage_error",
    "worker_lost",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobInput:
    """A file of a job, which the run may only read; `name` is what its owner called it."""

    role: str
    path: Path
    name: str
    format: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of one tool; `workspace` is an empty directory of the caller's, but for inputs staged in it."""

    tool: str
    options: JsonObject
    inputs: tuple[JobInput, ...] = ()
    workspace: Path
    output_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducedFile:
    """An output that was verified: `name` is for display, `details` is what the verifier found in it."""

    path: Path
    name: str
    format: str
    size: int
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run has no result; `detail` is shown to the owner, so it names no path."""

    code: FaultCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: with files or a result, with a fault, or killed by its owner."""

    files: tuple[ProducedFile, ...] = ()
    result: JsonValue = None
    notes: tuple[str, ...] = ()
    fault: Fault | None = None
    killed: bool = False
    exit_info: JsonObject = field(default_factory=dict)
