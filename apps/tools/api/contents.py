"""Answers `?output=content`: the outputs themselves, or why there are none."""

from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Status

from apps.tools.api.answers import WAIT_MAX, answer_created, wait_as_preferred, wanted_wait
from apps.tools.api.downloads import SAFE_HEADERS, file_response
from apps.tools.exceptions import ExecutionFailedError
from apps.tools.models import ToolExecution
from apps.tools.schemas.executions import ExecutionOut
from apps.tools.services.create_execution import CreatedExecution
from apps.tools.services.zip_files import zip_files

Output = Literal["content"] | None
"""What `?output=` may ask for."""


def answer_run(
    created: CreatedExecution, *, output: Output, request: HttpRequest, response: HttpResponse
) -> Status[ExecutionOut] | HttpResponseBase:
    """The output itself if that was asked for and came in time, else the execution."""
    if output == "content":
        patience = wanted_wait(request) or WAIT_MAX
        execution = wait_as_preferred(
            created.execution, request=request, response=response, at_least=patience
        )
        if answer := content_of(execution, request=request):
            return answer
    return answer_created(created, request=request, response=response)


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
    name = f"{execution.tool}.zip"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    headers = SAFE_HEADERS | {"Content-Type": "application/zip", "Content-Disposition": disposition}
    return StreamingHttpResponse(zip_files(outputs), headers=headers)
