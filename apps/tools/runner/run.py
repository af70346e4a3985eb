"""One run, from its claim to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import close_old_connections
from django.db.models.functions import Now
from loguru import logger

from apps.tools.active_runs import HeldLease, Stop
from apps.tools.base import Limits
from apps.tools.inputs import InputRefusedError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.progress_writer import ProgressWriter
from apps.tools.registry import UnknownToolError, get_tool_registry
from apps.tools.runner.persistence import OutcomeUnknownError, persist
from apps.tools.runner.publishing import describe_outputs, discard, keep_outputs
from apps.tools.runner.staging import InputGoneError, stage_inputs
from apps.tools.runner.transfers import StoppedError, StorageFailedError
from apps.tools.runner.workplace import Workplace
from apps.tools.secret_options import SecretsLostError, unseal
from apps.tools.switched_off import check_format
from apps.tools.toolhost.jobs import Job, Outcome

BACK_OFF = timedelta(seconds=2)
ANOTHER_TRY = {
    "tool_crashed": BACK_OFF,
    "tool_memory": BACK_OFF,
    "tool_timeout": BACK_OFF,
    "storage_error": timedelta(seconds=30),
}
"""Faults that may not repeat, and how long to wait for that; every other one ends the execution at once."""

KEEPER_SECONDS = 60.0
"""What a keeper may take beside the tool and the verification, on a busy machine."""


@dataclass(slots=True, kw_only=True)
class Run:
    """An execution in a worker's hands."""

    place: Workplace
    execution: ToolExecution
    lease: HeldLease
    workspace: Path
    _began: float = field(default_factory=monotonic)
    _measured: dict[str, Any] = field(default_factory=dict)

    def carry_out(self) -> None:
        """Stage, run, publish, and write whatever end it comes to; raises what only the caller can answer."""
        try:
            self._conclude(self._use_tool(self._prepare()))
        except StoppedError:
            self._end_stopped()
        except SecretsLostError:
            self._fail("tool_error", "The server's secret key changed. Start it again.")
        except InputRefusedError as refusal:
            self._fail(refusal.code, str(refusal))
        except InputGoneError:
            self._fail("input_gone", "An input was deleted before the tool could run.")
        except StorageFailedError as error:
            self._fail("storage_error", str(error))

    def _prepare(self) -> Job:
        links = persist(lambda: list(self.execution.input_links.select_related("file")), lease=self.lease)
        for link in links:
            check_format(name=link.file.name, format=link.file.format)  # which may be since it was accepted
        close_old_connections()  # none of a pool is held while files are fetched and the tool runs
        options = self.execution.options | unseal(self.execution.secrets)
        inputs = stage_inputs(links, place=self.place, workspace=self.workspace, lease=self.lease)
        return Job(
            tool=self.execution.tool,
            options=options,
            inputs=inputs,
            workspace=self.workspace,
            output_name=self.execution.output_name,
        )

    def _use_tool(self, job: Job) -> Outcome:
        tool = self.place.host.launch(job, within=_longest(job.tool))
        self.lease.attach(tool)
        outcome = tool.wait(ProgressWriter(self.lease.token))
        elapsed = round((monotonic() - self._began) * 1000)
        self._measured = {"exit_info": outcome.exit_info, "duration_ms": elapsed}
        summary = _summary(outcome, self.lease.stopped)
        logger.info("The tool '{}' ended after {} ms: {}", job.tool, elapsed, summary)
        return outcome

    def _conclude(self, outcome: Outcome) -> None:
        if self.lease.stopped:
            raise StoppedError
        if _is_lost(outcome):
            persist(lambda: ToolExecution.objects.release_lost(self.execution), lease=self.lease)
        elif outcome.fault is not None:
            self._fail(outcome.fault.code, outcome.fault.detail)
        else:
            self._publish(outcome)

    def _publish(self, outcome: Outcome) -> None:
        """Store the outputs, then let one transaction show them; what it does not show goes again."""
        outputs = describe_outputs(self.execution, outcome.files, lease=self.lease)
        try:
            keep_outputs(outputs, outcome.files, place=self.place, lease=self.lease)
            if not persist(lambda: self._complete(outcome, outputs), lease=self.lease):
                discard(outputs)
        except StoppedError:
            self._end_stopped()
            discard(outputs)
        except StorageFailedError:
            discard(outputs)
            raise
        except OutcomeUnknownError:
            raise  # they may be shown
        except Exception:
            discard(outputs)
            raise

    def _complete(self, outcome: Outcome, outputs: Sequence[StoredFile]) -> bool:
        """Whether it is completed by this run, now or by a write whose reply was lost."""
        finished = ToolExecution.objects.finish(
            token=self.lease.token,
            status="completed",
            outputs=outputs,
            progress=100,
            result=outcome.result,
            notes=list(outcome.notes),
            output_bytes=sum(output.size for output in outputs),
            expires_at=Now() + (self.execution.expires_at - self.execution.created_at),
            **self._measured,
        )
        return finished is not None or ToolExecution.objects.was_completed(
            self.execution.pk, token=self.lease.token
        )

    def _fail(self, code: str, detail: str) -> None:
        """Fail it, or give it another try when the fault may not repeat."""
        token, after = self.lease.token, ANOTHER_TRY.get(code)

        def write() -> ToolExecution | None:
            again = after and ToolExecution.objects.try_again(token=token, after=after, **self._measured)
            return again or ToolExecution.objects.finish(
                token=token, status="failed", error_code=code, error_detail=detail[:1000], **self._measured
            )

        persist(write, lease=self.lease)

    def _end_stopped(self) -> None:
        token = self.lease.token
        match self.lease.stopped:
            case Stop.CANCELLED:
                persist(
                    lambda: ToolExecution.objects.finish(token=token, status="cancelled", **self._measured),
                    lease=self.lease,
                )
            case Stop.SHUTDOWN:
                persist(lambda: ToolExecution.objects.hand_back(token=token), lease=self.lease)
            case _:
                pass  # it is in other hands


def _longest(tool: str) -> float:
    """Seconds that a run and its verification may take at most, if who limits them works."""
    try:
        limits = get_tool_registry().get(tool).limits
    except UnknownToolError:  # which the tool host will say
        limits = Limits()
    return 2 * limits.wall_seconds + KEEPER_SECONDS


def _is_lost(outcome: Outcome) -> bool:
    """Whether someone else ended the run: none of its own faults, so none of its attempts."""
    return outcome.killed or (outcome.fault is not None and outcome.fault.code == "worker_lost")


def _summary(outcome: Outcome, stopped: Stop | None) -> str:
    if stopped or _is_lost(outcome):
        return stopped or "lost"
    return outcome.fault.code if outcome.fault else "completed"
