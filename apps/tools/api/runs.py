"""Start a tool: on files that are here, or on files that come with the request."""

from contextlib import ExitStack
from typing import Literal

from django.http import HttpResponse, HttpResponseBase
from ninja import Form, Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.scopes import Scope
from apps.tools.api.answers import WAIT_MAX, answer_created, wait_as_preferred, wanted_wait
from apps.tools.api.contents import content_of
from apps.tools.api.requests import read_execution, read_run
from apps.tools.schemas.executions import ExecutionIn, ExecutionOut, RunForm
from apps.tools.services.create_execution import create_execution as create
from common.schemas import ProblemOut

router = Router(tags=["executions"])

REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 503), ProblemOut)


@router.post(
    "/{tool}/executions",
    auth=requires(Scope.TOOLS_RUN),
    response={201: ExecutionOut, 202: ExecutionOut, **REFUSALS},
)
def create_execution(
    request: AuthenticatedRequest, response: HttpResponse, tool: str, payload: ExecutionIn
) -> Status[ExecutionOut]:
    """Run a tool on files that are here, or on small ones in the request.

    With `Prefer: wait=N` the answer comes when the execution has ended, or after N seconds.
    """
    with ExitStack() as files:
        asked = read_execution(request, tool=tool, payload=payload, files=files)
        created = create(owner=request.user, request=asked)
    return answer_created(created, request=request, response=response)


@router.post(
    "/{tool}/run",
    auth=requires(Scope.TOOLS_RUN),
    response={200: None, 201: ExecutionOut, 202: ExecutionOut, **REFUSALS},
)
def run_tool(
    request: AuthenticatedRequest,
    response: HttpResponse,
    tool: str,
    form: Form[RunForm],
    output: Query[Literal["content"] | None] = None,
) -> Status[ExecutionOut] | HttpResponseBase:
    """Upload and run in one call: a part's name is its role, `file` being the source.

    With `?output=content` the answer is the output itself, or why there is none.
    """
    created = create(owner=request.user, request=read_run(request, tool=tool, form=form))
    if output == "content":
        patience = wanted_wait(request) or WAIT_MAX
        execution = wait_as_preferred(
            created.execution, request=request, response=response, at_least=patience
        )
        if answer := content_of(execution, request=request):
            return answer
    return answer_created(created, request=request, response=response)
