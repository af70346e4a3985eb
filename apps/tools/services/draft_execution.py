"""Write down what was asked for, before anything is kept."""

from django.conf import settings
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import ToolExecution
from apps.tools.registry import Tool
from apps.tools.secret_options import fingerprints, seal, split_secrets
from apps.tools.services.requests import ExecutionRequest
from apps.tools.services.validate_options import validate_options

BEFORE_OTHERS = -1
"""The priority of what is short and shown while people look."""


def draft_execution(
    *, owner: User, tool: Tool, request: ExecutionRequest, retry_of: ToolExecution | None = None
) -> ToolExecution:
    """An execution that is not saved yet, its options as they are understood; raises InvalidRequestError."""
    options, secrets = split_secrets(validate_options(tool=tool, options=request.options))
    asked = {**options, **fingerprints(secrets)}
    return ToolExecution(
        owner=owner,
        tool=tool.name,
        tool_version=tool.version,
        options=options,
        secrets=seal(secrets),
        secret_names=sorted(secrets),
        output_name=request.output_name,
        metadata=dict(request.metadata),
        idempotency_key=request.idempotency_key,
        request_hash=request.fingerprint(tool=tool.name, options=asked),
        request_id=request.request_id,
        retry_of=retry_of,
        unlisted=request.unlisted,
        priority=BEFORE_OTHERS if request.unlisted else request.priority,
        expires_at=timezone.now() + (request.expires_in or settings.FILE_RETENTION),
    )
