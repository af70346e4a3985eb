"""How the API answers with executions: now, or when they have ended, as `Prefer: wait=N` asks."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from apps.tools.api.deferred import Waiting
from apps.tools.models import ToolExecution
from apps.tools.schemas.executions import ExecutionOut
from apps.tools.services.create_execution import CreatedExecution

WAIT_MAX = 60
"""Seconds."""
PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": f"`wait=N`: answer when the execution has ended, or after N seconds, at most {WAIT_MAX}.",
    "schema": {"type": "string", "examples": ["wait=30"]},
}
"""The header in the OpenAPI document."""

AnswerFor = Callable[[ToolExecution], HttpResponseBase]


def wanted_wait(request: HttpRequest) -> int:
    """The seconds that `Prefer: wait=N` asks for, at most WAIT_MAX (RFC 7240)."""
    found = re.search(r"(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])", request.headers.get("Prefer", ""))
    return min(int(found[1]), WAIT_MAX) if found else 0


def answer_at_end(execution: ToolExecution, *, seconds: int, answer: AnswerFor) -> HttpResponseBase:
    """The answer for the execution as it is now if it has ended or nobody waits, else as it will be then."""

    def answer_then() -> HttpResponseBase:
        response = answer(ToolExecution.objects.get(pk=execution.pk))
        if seconds:
            response["Preference-Applied"] = f"wait={seconds}"
        return response

    if not seconds or execution.status in ToolExecution.TERMINAL:
        return answer_then()
    return Waiting(execution_id=execution.pk, seconds=seconds, answer=answer_then)


def answer_execution(
    execution: ToolExecution, *, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    """The execution itself."""
    return HttpResponse(
        ExecutionOut.of(execution).model_dump_json(),
        status=status,
        headers=headers,
        content_type="application/json; charset=utf-8",
    )


def answer_created(created: CreatedExecution, *, request: HttpRequest) -> HttpResponseBase:
    """201 with the ended execution, whatever its end, or 202 with one that goes on."""

    def answer(execution: ToolExecution) -> HttpResponse:
        return answer_new(execution, replayed=created.replayed)

    return answer_at_end(created.execution, seconds=wanted_wait(request), answer=answer)


def answer_new(execution: ToolExecution, *, replayed: bool) -> HttpResponse:
    """What a request gets that has led to this execution."""
    headers = {"Location": f"/api/v1/executions/{execution.pk}"}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return answer_execution(
        execution, status=201 if execution.status in ToolExecution.TERMINAL else 202, headers=headers
    )
