"""Find the tool that a request names, and whether it can run."""

from apps.tools.catalogue import get_catalogue
from apps.tools.exceptions import ToolNotFoundError, ToolUnavailableError
from apps.tools.models import WorkerNode
from apps.tools.registry import Tool, ToolRegistry, UnknownToolError
from apps.tools.services.explain_unavailability import explain_unavailability


def find_tool(*, name: str, _registry: ToolRegistry | None = None) -> Tool:
    """The tool of this name or alias; raises ToolNotFoundError, with the nearest name if there is one."""
    try:
        return (_registry or get_catalogue()).get(name)
    except UnknownToolError as error:
        hint = f" Did you mean '{error.suggestion}'?" if error.suggestion else ""
        raise ToolNotFoundError(name=name[:100], hint=hint) from error


def check_tool_available(*, tool: Tool) -> None:
    """Raise ToolUnavailableError, with the reason and the remedy, if nothing here can run the tool now."""
    if reason := explain_unavailability(tool=tool, workers=WorkerNode.objects.alive()):
        raise ToolUnavailableError(tool=tool.name, reason=reason)
