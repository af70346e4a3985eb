"""Formats, and the conversions between them that are proven."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from apps.tools.api.tools import REFUSALS, may_browse
from apps.tools.catalogue import get_catalogue, list_possible_conversions
from apps.tools.formats import FORMATS
from apps.tools.schemas.catalogue import ConversionListOut, ConversionOut, FormatId, FormatListOut, FormatOut
from apps.tools.services.find_tool import find_tool
from apps.tools.switched_off import is_switched_off
from common.schemas import ProblemOut

router = Router(tags=["catalogue"])


@router.get("/formats", auth=may_browse, response={200: FormatListOut, **REFUSALS})
def list_formats(request: HttpRequest) -> FormatListOut:
    """List the file formats, and whether the tools read and write them."""
    tools = list(get_catalogue())
    readable = {name for tool in tools for role in tool.inputs for name in role.formats}
    writable = {name for tool in tools for name in tool.output_formats}
    items = [
        FormatOut(
            id=entry.id,
            title=entry.title,
            family=entry.family,
            extensions=list(entry.extensions),
            media_types=list(entry.media_types),
            readable=entry.id in readable and not is_switched_off(entry.id),
            writable=entry.id in writable and not is_switched_off(entry.id),
        )
        for entry in FORMATS.values()
    ]
    return FormatListOut(items=items)


@router.get(
    "/conversions",
    auth=may_browse,
    response={200: ConversionListOut, 404: ProblemOut, **REFUSALS},
    by_alias=True,
)
def list_conversions(
    request: HttpRequest,
    source: Annotated[FormatId | None, Query(alias="from", description="What there is.")] = None,
    target: Annotated[FormatId | None, Query(alias="to", description="What is wanted.")] = None,
    tool: Annotated[str | None, Query(description="A tool's name or alias.")] = None,
) -> ConversionListOut:
    """List which tool turns which format into which; each was done for real by a test."""
    wanted = tool and find_tool(name=tool).name
    found = [
        item
        for item in list_possible_conversions()
        if source in {None, item.source}
        and target in {None, item.target}
        and wanted in {None, item.tool.name}
    ]
    found.sort(key=lambda item: item.merit, reverse=True)
    found.sort(key=lambda item: (item.source, item.target))
    return ConversionListOut(items=[ConversionOut.of(item) for item in found])
