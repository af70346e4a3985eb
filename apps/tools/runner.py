"""Runs one execution: claim → stage → tool host → verify → publish.

The two transactions are short, and the slow part lies between them without a database connection.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from blake3 import blake3
from django.conf import settings
from django.db import close_old_connections
from django.db.models.functions import Now
from loguru import logger

from apps.tools import storage
from apps.tools.active_runs import ActiveRuns, Stop
from apps.tools.formats import FORMATS
from apps.tools.models import ExecutionInput, StoredFile, ToolExecution
from apps.tools.progress_writer import ProgressWriter
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome, ProducedFile
from apps.tools.toolhost.workspaces import remove_workspace
from common.logging import bound

ANOTHER_TRY = {"tool_crashed", "tool_memory", "tool_timeout", "storage_error"}
"""Faults that may not repeat; every other one ends the execution at once."""

BACK_OFF = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What a worker lends to its runs."""

    worker: str
    host: ToolHost
    workspaces: Path
    active: ActiveRuns = field(default_factory=ActiveRuns)


def run_next(place: Workplace, *, tools: Collection[str] | None = None) -> bool:
    """Claim the best pending execution, of these tools if said, and run it; False when there was none."""
    token, asked_at = uuid4(), monotonic()
    execution = ToolExecution.objects.claim(
        worker=place.worker, token=token, lease=settings.LEASE, tools=tools
    )
    if execution is None:
        return False
    workspace = place.workspaces / place.worker / str(token)
    about = bound(execution=str(execution.pk), request_id=execution.request_id)
    with place.active.holding(token, since=asked_at), about:
        try:
            _run(place, execution, token=token, workspace=workspace)
        except Exception:  # noqa: BLE001 - whatever it is, the execution must not wait for its lease
            logger.exception("The run broke off; the execution goes back.")
            ToolExecution.objects.release_lost(execution)
        finally:
            remove_workspace(workspace)
    return True


def _run(place: Workplace, execution: ToolExecution, *, token: UUID, workspace: Path) -> None:
    started = monotonic()
    workspace.mkdir(mode=0o700, parents=True)
    links = list(execution.input_links.select_related("file"))
    close_old_connections()  # none of a pool is held while files are fetched and the tool runs
    try:
        inputs = _stage(links, folder=workspace / "in")
    except FileNotFoundError:
        _end(token=token, code="input_gone", detail="An input was deleted before the tool could run.")
        return
    except Exception:  # noqa: BLE001 - every storage fails in its own way
        logger.exception("The inputs could not be fetched.")
        _end(token=token, code="storage_error", detail="The inputs could not be fetched. Retry it later.")
        return
    job = Job(
        tool=execution.tool,
        options=execution.options,
        inputs=inputs,
        workspace=workspace,
        output_name=execution.output_name,
    )
    tool = place.host.launch(job)
    place.active.attach(token, tool)
    outcome = tool.wait(ProgressWriter(token))
    elapsed = round((monotonic() - started) * 1000)
    stopped = place.active.stopped(token)
    logger.info("The tool '{}' ended after {} ms: {}", execution.tool, elapsed, _summary(outcome, stopped))
    values: dict[str, Any] = {"exit_info": outcome.exit_info, "duration_ms": elapsed}
    match stopped:
        case Stop.LEASE_LOST:
            return
        case Stop.CANCELLED:
            ToolExecution.objects.finish(token=token, status="cancelled", **values)
        case Stop.SHUTDOWN:
            ToolExecution.objects.hand_back(token=token)
        case None if _is_lost(outcome):
            ToolExecution.objects.release_lost(execution)
        case None if outcome.fault is not None:
            _end(token=token, code=outcome.fault.code, detail=outcome.fault.detail, **values)
        case None:
            _publish(execution, outcome, token=token, **values)


def _is_lost(outcome: Outcome) -> bool:
    """Whether someone else ended the run: none of its own faults, so none of its attempts."""
    return outcome.killed or (outcome.fault is not None and outcome.fault.code == "worker_lost")


def _summary(outcome: Outcome, stopped: Stop | None) -> str:
    if stopped or _is_lost(outcome):
        return stopped or "lost"
    return outcome.fault.code if outcome.fault else "completed"


def _stage(links: Iterable[ExecutionInput], *, folder: Path) -> tuple[JobInput, ...]:
    """Fetch the inputs under names of ours; raises FileNotFoundError when one is gone."""
    folder.mkdir(mode=0o700)
    inputs = []
    for link in links:
        file, path = link.file, folder / f"{link.position:04d}.{link.file.format}"
        storage.stage(file.key, path)
        inputs.append(JobInput(role=link.role, path=path, name=file.name, format=file.format, size=file.size))
    return tuple(inputs)


def _end(*, token: UUID, code: str, detail: str, **values: Any) -> None:
    """Fail it, or give it another try when the fault may not repeat."""
    if code in ANOTHER_TRY and ToolExecution.objects.try_again(token=token, after=BACK_OFF, **values):
        return
    ToolExecution.objects.finish(
        token=token, status="failed", error_code=code, error_detail=detail[:1000], **values
    )


def _publish(execution: ToolExecution, outcome: Outcome, *, token: UUID, **values: Any) -> None:
    """Put the outputs into storage under keys that hold the token, then let one transaction show them."""
    retention = execution.expires_at - execution.created_at
    outputs = []
    for position, produced in enumerate(outcome.files):
        key = f"outputs/{execution.pk}/{token}/{position}"
        output = _output(execution, produced, key=key, position=position)
        output.expires_at = Now() + retention  # the database's clock
        outputs.append(output)
    try:
        for output, produced in zip(outputs, outcome.files, strict=True):
            storage.keep(output.key, produced.path)
    except Exception:  # noqa: BLE001 - every storage fails in its own way
        logger.exception("The outputs could not be stored.")
        _end(
            token=token,
            code="storage_error",
            detail="The outputs could not be stored. Retry it later.",
            **values,
        )
        return
    finished = ToolExecution.objects.finish(
        token=token,
        status="completed",
        outputs=outputs,
        progress=100,
        result=outcome.result,
        notes=list(outcome.notes),
        output_bytes=sum(output.size for output in outputs),
        expires_at=Now() + retention,
        **values,
    )
    if finished is None:
        for output in outputs:
            storage.remove(output.key)


def _output(execution: ToolExecution, produced: ProducedFile, *, key: str, position: int) -> StoredFile:
    return StoredFile(
        owner_id=execution.owner_id,
        kind=StoredFile.Kind.OUTPUT,
        name=produced.name,
        format=produced.format,
        media_type=FORMATS[produced.format].media_type,
        size=produced.size,
        blake3=blake3().update_mmap(produced.path).hexdigest(),
        key=key,
        details=produced.details,
        position=position,
    )
