"""Answers `?output=content`: the outputs themselves, or why there are none."""

from typing import Literal

from django.http import HttpRequest, HttpResponseBase

from apps.tools.api.answers import WAIT_MAX, answer_at_end, answer_created, answer_new, wanted_wait
from apps.tools.api.downloads import file_response, zip_response
from apps.tools.exceptions import ExecutionFailedError
from apps.tools.models import ToolExecution
from apps.tools.services.create_execution import CreatedExecution
from apps.tools.services.zip_files import zip_files

Output = Literal["content"] | None
"""What `?output=` may ask for."""


def answer_run(created: CreatedExecution, *, output: Output, request: HttpRequest) -> HttpResponseBase:
    """The output itself if that was asked for and came in time, else the execution."""
    if output is None:
        return answer_created(created, request=request)

    def answer(execution: ToolExecution) -> HttpResponseBase:
        content = content_of(execution, request=request)
        return content or answer_new(execution, replayed=created.replayed)

    return answer_at_end(created.execution, seconds=wanted_wait(request) or WAIT_MAX, answer=answer)


def content_of(execution: ToolExecution, *, request: HttpRequest) -> HttpResponseBase | None:
    """The only output, or a ZIP of several; None when there is nothing to send (yet).

    Raises ExecutionFailedError with the execution's own code when it failed.
    """
    if execution.status == ToolExecution.Status.FAILED:
        raise ExecutionFailedError(code=execution.error_code, reason=execution.error_detail)
    outputs = sorted(execution.outputs.all(), key=lambda file: file.position)
    if not outputs:
        return None
    if len(outputs) == 1:
        return file_response(outputs[0], request=request)
    return zip_response(zip_files(outputs), name=f"{execution.tool}.zip")
