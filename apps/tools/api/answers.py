"""How the API answers with executions: now, or after waiting for the end as `Prefer: wait=N` asks."""

import re
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Status

from apps.tools.models import ToolExecution
from apps.tools.schemas.executions import ExecutionOut
from apps.tools.services.create_execution import CreatedExecution
from apps.tools.services.wait_for_end import wait_for_end

WAIT_MAX = 60
"""Seconds."""

_waits = BoundedSemaphore(settings.ENVIRONMENT.api_threads // 2)
"""Waiting requests hold a thread each; the other half of the threads is for those that do not wait."""


def wanted_wait(request: HttpRequest) -> int:
    """The seconds that `Prefer: wait=N` asks for, at most WAIT_MAX (RFC 7240)."""
    found = re.search(r"(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])", request.headers.get("Prefer", ""))
    return min(int(found[1]), WAIT_MAX) if found else 0


def wait_as_preferred(
    execution: ToolExecution, *, request: HttpRequest, response: HttpResponse, at_least: int = 0
) -> ToolExecution:
    """The execution as it is after the wait that was asked for, if a thread is free to wait."""
    seconds = max(wanted_wait(request), at_least)
    if seconds and execution.status not in ToolExecution.TERMINAL and _waits.acquire(blocking=False):
        try:
            wait_for_end(execution_id=execution.pk, seconds=seconds)
        finally:
            _waits.release()
        response["Preference-Applied"] = f"wait={seconds}"
    return ToolExecution.objects.get(pk=execution.pk)


def answer_created(
    created: CreatedExecution, *, request: HttpRequest, response: HttpResponse
) -> Status[ExecutionOut]:
    """201 with the ended execution, whatever its end, or 202 with one that goes on."""
    execution = wait_as_preferred(created.execution, request=request, response=response)
    response["Location"] = f"/api/v1/executions/{execution.pk}"
    if created.replayed:
        response["Idempotent-Replayed"] = "true"
    status = 201 if execution.status in ToolExecution.TERMINAL else 202
    return Status(status, ExecutionOut.of(execution))
