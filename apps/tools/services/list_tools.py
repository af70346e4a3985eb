"""List the tools there are, as someone looks for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.tools.catalogue import get_catalogue
from apps.tools.models import WorkerNode
from apps.tools.registry import Tool, ToolRegistry
from apps.tools.services.explain_unavailability import explain_unavailability
from apps.tools.services.search_tools import search_tools


@dataclass(frozen=True, slots=True)
class ListedTool:
    """A tool, and why it cannot run now if it cannot."""

    tool: Tool
    unavailable_reason: str | None


def list_tools(
    *,
    q: str | None = None,
    category: str | None = None,
    input_format: str | None = None,
    output_format: str | None = None,
    available: bool | None = None,
    _registry: ToolRegistry | None = None,
) -> list[ListedTool]:
    """The tools for which every condition holds: by name, or the best answer to `q` first."""
    workers = list(WorkerNode.objects.alive())
    tools: Iterable[Tool] = _registry or get_catalogue()
    found = [
        ListedTool(tool, explain_unavailability(tool=tool, workers=workers))
        for tool in (search_tools(tools=tools, q=q) if q else tools)
        if category in {None, tool.category}
        and (output_format is None or output_format in tool.output_formats)
        and (input_format is None or _takes(tool, input_format))
    ]
    return [item for item in found if available is None or available is (item.unavailable_reason is None)]


def _takes(tool: Tool, format: str) -> bool:
    return any(role.formats == ("*",) or format in role.formats for role in tool.inputs)
