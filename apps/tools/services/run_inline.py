"""Run a tool that takes no file within the request."""

from time import perf_counter

from django.utils import timezone

from apps.tools.base import InvalidInputError
from apps.tools.models import ToolExecution
from apps.tools.registry import Tool
from apps.tools.toolhost.inline import run_inline as run_tool
from common.exceptions import FieldProblem, InvalidRequestError


def run_inline(*, tool: Tool, execution: ToolExecution) -> None:
    """Complete the unsaved execution; raises InvalidRequestError when the values make no sense."""
    started = perf_counter()
    execution.started_at = timezone.now()
    try:
        output = run_tool(tool, tool.options_type.model_validate(execution.options))
    except InvalidInputError as error:
        problem = FieldProblem("/options", str(error), error.code)
        raise InvalidRequestError(summary=str(error), errors=[problem]) from error
    execution.status = ToolExecution.Status.COMPLETED
    execution.progress = 100
    execution.result = output.result.model_dump(mode="json") if output.result else None
    execution.notes = list(output.notes)
    execution.finished_at = timezone.now()
    execution.duration_ms = round((perf_counter() - started) * 1000)
