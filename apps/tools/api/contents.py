"""Answers `?output=content`: the outputs themselves, or why there are none."""

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from apps.tools.api.downloads import SAFE_HEADERS, file_response
from apps.tools.exceptions import ExecutionFailedError
from apps.tools.models import ToolExecution
from apps.tools.services.zip_files import zip_files


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
