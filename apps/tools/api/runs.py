"""Start a tool: on files that are here, or on files that come with the request."""

from contextlib import ExitStack

from django.http import HttpResponseBase
from ninja import Form, Query, Router

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.scopes import Scope
from apps.tools.api.answers import PREFER, answer_created
from apps.tools.api.contents import Output, answer_run
from apps.tools.api.forms import refuse_unknown_fields
from apps.tools.api.requests import IDEMPOTENCY_KEY, read_execution, read_run
from apps.tools.schemas.executions import ExecutionIn, ExecutionOut, RunForm
from apps.tools.services.create_execution import create_execution as create
from common.schemas import ProblemOut

router = Router(tags=["executions"])

REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429, 503), ProblemOut)
HEADERS = {"parameters": [PREFER, IDEMPOTENCY_KEY]}


@router.post(
    "/{tool}/executions",
    auth=requires(Scope.TOOLS_RUN),
    response={201: ExecutionOut, 202: ExecutionOut, **REFUSALS},
    openapi_extra=HEADERS,
)
def create_execution(request: AuthenticatedRequest, tool: str, payload: ExecutionIn) -> HttpResponseBase:
    """Run a tool on files that are here, or on small ones in the request.

    With `Prefer: wait=N` the answer comes when the execution has ended, or after N seconds.
    """
    with ExitStack() as files:
        asked = read_execution(request, tool=tool, payload=payload, files=files)
        created = create(owner=request.user, request=asked)
    return answer_created(created, request=request)


@router.post(
    "/{tool}/run",
    auth=requires(Scope.TOOLS_RUN),
    response={200: None, 201: ExecutionOut, 202: ExecutionOut, **REFUSALS},
    openapi_extra=HEADERS,
)
def run_tool(
    request: AuthenticatedRequest,
    tool: str,
    form: Form[RunForm],
    output: Query[Output] = None,
) -> HttpResponseBase:
    """Upload and run in one call: a part's name is its role, `file` being the source.

    With `?output=content` the answer is the output itself, or why there is none.
    """
    refuse_unknown_fields(request, form=RunForm)
    created = create(owner=request.user, request=read_run(request, tool=tool, form=form))
    return answer_run(created, output=output, request=request)
