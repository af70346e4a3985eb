"""Why a tool cannot run now."""

from collections.abc import Iterable
from functools import cache

from apps.tools.models import WorkerNode
from apps.tools.registry import Tool


def explain_unavailability(*, tool: Tool, workers: Iterable[WorkerNode]) -> str | None:
    """The reason and the remedy, or None when a worker that is alive can run the tool.

    An inline tool runs here, and without a worker this machine speaks for those to come.
    """
    if tool.inline:
        return _reason_here(tool)
    reasons = [worker.unavailable_tools.get(tool.name) for worker in workers]
    if not reasons:
        return _reason_here(tool)
    return None if None in reasons else reasons[0]


@cache
def _reason_here(tool: Tool) -> str | None:
    return tool.unavailable_reason()
