"""Write down what was asked for, before anything is kept."""

from django.conf import settings
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import ToolExecution
from apps.tools.registry import Tool
from apps.tools.services.requests import ExecutionRequest
from apps.tools.services.validate_options import validate_options


def draft_execution(
    *, owner: User, tool: Tool, request: ExecutionRequest, retry_of: ToolExecution | None = None
) -> ToolExecution:
    """An execution that is not saved yet, its options as they are understood; raises InvalidRequestError."""
    options = validate_options(tool=tool, options=request.options).model_dump(mode="json")
    return ToolExecution(
        owner=owner,
        tool=tool.name,
        tool_version=tool.version,
        options=options,
        output_name=request.output_name,
        metadata=dict(request.metadata),
        idempotency_key=request.idempotency_key,
        request_hash=request.fingerprint(tool=tool.name, options=options),
        request_id=request.request_id,
        retry_of=retry_of,
        expires_at=timezone.now() + (request.expires_in or settings.FILE_RETENTION),
    )
