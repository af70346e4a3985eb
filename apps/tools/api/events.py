"""Follow executions: one, or all of the caller's in one stream."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.scopes import Scope
from apps.tools.api.deferred import EventStream
from apps.tools.api.executions import find_execution
from apps.tools.models import ToolExecution
from apps.tools.streams import Subject
from common.exceptions import FieldProblem, InvalidRequestError
from common.schemas import ProblemOut

router = Router(tags=["events"])

REFUSALS = dict.fromkeys((400, 401, 403, 422), ProblemOut)
LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The `id` of the last event that was read; a browser sends it by itself.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}
MAX_DIGITS = 18


@router.get(
    "/executions/{execution_id}/events",
    auth=requires(Scope.EXECUTIONS_READ),
    response={200: None, 204: None, 404: ProblemOut, **REFUSALS},
    openapi_extra={"parameters": [LAST_EVENT_ID]},
)
def follow_execution(request: AuthenticatedRequest, execution_id: UUID) -> HttpResponseBase:
    """Follow one execution as server-sent events until it has ended: `execution`, `progress` and `reset`.

    The first event tells how it is now. 204 tells a follower who has read the last event to stop.
    """
    execution = find_execution(request.user, execution_id)
    after = _last_event_id(request)
    if after is not None and _has_read_all(execution, after):
        return HttpResponse(status=204)
    return EventStream(Subject(owner_id=execution.owner_id, execution_id=execution.pk, after=after))


@router.get(
    "/events",
    auth=requires(Scope.EXECUTIONS_READ),
    response={200: None, **REFUSALS},
    openapi_extra={"parameters": [LAST_EVENT_ID]},
)
def follow_executions(request: AuthenticatedRequest) -> HttpResponseBase:
    """Follow all the caller's executions in one stream: `execution`, `progress` and `reset`.

    It tells what happens from now on, or after `Last-Event-ID`; then the two seconds before it come
    again, so tell events apart by their execution and `seq`. After `reset`, read the list again.
    """
    return EventStream(Subject(owner_id=request.user.pk, after=_last_event_id(request)))


def _has_read_all(execution: ToolExecution, after: int) -> bool:
    if execution.status not in ToolExecution.TERMINAL:
        return False
    return not execution.events.filter(pk__gt=after).exists() and execution.events.filter(pk=after).exists()


def _last_event_id(request: HttpRequest) -> int | None:
    given = request.headers.get("Last-Event-ID", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= MAX_DIGITS):
        problem = FieldProblem("/Last-Event-ID", "The `id` of an event is a number.", "last_event_id")
        raise InvalidRequestError(
            summary="The Last-Event-ID is not one that a stream gave.", errors=[problem]
        )
    return int(given)
