"""Follow executions, stop them, repeat them, forget them."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.api.answers import PREFER, answer_at_end, answer_execution, wanted_wait
from apps.tools.models import ToolExecution
from apps.tools.schemas.execution_filter import ExecutionFilter
from apps.tools.schemas.executions import ExecutionOut, ExecutionPageOut
from apps.tools.services.cancel_execution import cancel_execution as cancel
from apps.tools.services.delete_execution import delete_execution as delete
from apps.tools.services.retry_execution import retry_execution as retry
from common.exceptions import NotFoundError
from common.logging import log_context
from common.pagination import DEFAULT_LIMIT, MAX_LIMIT, paginate
from common.schemas import ProblemOut

router = Router(tags=["executions"])

REFUSALS = dict.fromkeys((400, 401, 403, 404, 422), ProblemOut)


@router.get("", auth=requires(Scope.EXECUTIONS_READ), response={200: ExecutionPageOut, **REFUSALS})
def list_executions(
    request: AuthenticatedRequest,
    wanted: Query[ExecutionFilter],
    cursor: Query[str | None] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many executions.")] = DEFAULT_LIMIT,
) -> ExecutionPageOut:
    """List the caller's executions, newest first."""
    mine = ToolExecution.objects.visible_to(request.user).with_files()
    page = paginate(
        wanted.narrow(mine), cursor=cursor, limit=limit, search=wanted.search(request), before=wanted.before
    )
    items = [ExecutionOut.of(execution) for execution in page.items]
    return ExecutionPageOut(items=items, next_cursor=page.next_cursor)


@router.get(
    "/{execution_id}",
    auth=requires(Scope.EXECUTIONS_READ),
    response={200: ExecutionOut, **REFUSALS},
    openapi_extra={"parameters": [PREFER]},
)
def get_execution(request: AuthenticatedRequest, execution_id: UUID) -> HttpResponseBase:
    """Show an execution; with `Prefer: wait=N` when it has ended, or after N seconds."""
    execution = find_execution(request.user, execution_id)
    return answer_at_end(execution, seconds=wanted_wait(request), answer=answer_execution)


@router.post(
    "/{execution_id}/cancel",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={200: ExecutionOut, 409: ProblemOut, **REFUSALS},
)
def cancel_execution(request: AuthenticatedRequest, execution_id: UUID) -> ExecutionOut:
    """Stop an execution: at once while it waits, within two seconds while it runs."""
    execution = cancel(execution=find_execution(request.user, execution_id))
    return ExecutionOut.of(ToolExecution.objects.get(pk=execution.pk))


@router.post(
    "/{execution_id}/retry",
    auth=requires(Scope.TOOLS_RUN),
    response={201: ExecutionOut, 409: ProblemOut, 429: ProblemOut, 503: ProblemOut, **REFUSALS},
)
def retry_execution(
    request: AuthenticatedRequest, response: HttpResponse, execution_id: UUID
) -> Status[ExecutionOut]:
    """Start an ended execution again, as a new one with the same inputs and options."""
    execution = retry(
        execution=find_execution(request.user, execution_id),
        actor=request.user,
        request_id=log_context().get("request_id", ""),
    )
    response["Location"] = f"/api/v1/executions/{execution.pk}"
    return Status(201, ExecutionOut.of(ToolExecution.objects.get(pk=execution.pk)))


@router.delete(
    "/{execution_id}",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={204: None, 409: ProblemOut, **REFUSALS},
)
def delete_execution(request: AuthenticatedRequest, execution_id: UUID) -> Status[None]:
    """Forget an execution, with its outputs and the inputs that no other one uses."""
    delete(execution=find_execution(request.user, execution_id))
    return Status(204, None)


def find_execution(user: User, execution_id: UUID) -> ToolExecution:
    """The caller's execution; raises NotFoundError for a stranger's as for none."""
    execution = ToolExecution.objects.visible_to(user).filter(pk=execution_id).first()
    if execution is None:
        raise NotFoundError(noun="execution", id=execution_id)
    return execution
