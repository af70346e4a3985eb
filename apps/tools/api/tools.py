"""The catalogue: which tools there are, and what each takes, offers and makes."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from apps.iam.authentication import requires
from apps.iam.scopes import Scope
from apps.tools.models import WorkerNode
from apps.tools.schemas.catalogue import ToolFilter, ToolListOut, ToolOut
from apps.tools.services.explain_unavailability import explain_unavailability
from apps.tools.services.find_tool import find_tool
from apps.tools.services.list_tools import list_tools as list_offered
from common.schemas import ProblemOut

router = Router(tags=["catalogue"])

REFUSALS = dict.fromkeys((400, 401, 403, 422), ProblemOut)


def may_browse(request: HttpRequest) -> object:
    """Anyone may read the catalogue, unless PUBLIC_CATALOGUE=false asks for credentials."""
    return settings.ENVIRONMENT.public_catalogue or requires(Scope.TOOLS_RUN)(request)


@router.get("", auth=may_browse, response={200: ToolListOut, **REFUSALS})
def list_tools(request: HttpRequest, wanted: Query[ToolFilter]) -> ToolListOut:
    """List the tools, or find one: `?q=heic to jpg`."""
    found = list_offered(**wanted.model_dump())
    items = [ToolOut.of(item.tool, unavailable_reason=item.unavailable_reason) for item in found]
    return ToolListOut(items=items)


@router.get("/{tool}", auth=may_browse, response={200: ToolOut, 404: ProblemOut, **REFUSALS})
def get_tool(request: HttpRequest, tool: str) -> ToolOut:
    """Show a tool, by its name or an alias such as `heic-to-jpg`."""
    found = find_tool(name=tool)
    reason = explain_unavailability(tool=found, workers=WorkerNode.objects.alive())
    return ToolOut.of(found, unavailable_reason=reason)
