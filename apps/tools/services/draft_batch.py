"""Write down which batch was asked for, before anything is kept."""

from django.conf import settings
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import Batch
from apps.tools.registry import Tool
from apps.tools.secret_options import fingerprints, seal, split_secrets
from apps.tools.services.requests import ExecutionRequest
from apps.tools.services.validate_options import validate_options


def draft_batch(*, owner: User, tool: Tool, request: ExecutionRequest, expand: bool) -> Batch:
    """A batch that is not saved yet, its options as they are understood; raises InvalidRequestError."""
    options, secrets = split_secrets(validate_options(tool=tool, options=request.options))
    asked = {"options": options | fingerprints(secrets), "expand": expand}
    return Batch(
        owner=owner,
        tool=tool.name,
        options=options,
        secrets=seal(secrets),
        secret_names=sorted(secrets),
        metadata=dict(request.metadata),
        is_expanded=not expand,
        idempotency_key=request.idempotency_key,
        request_hash=request.fingerprint(tool=tool.name, options=asked),
        request_id=request.request_id,
        expires_at=timezone.now() + (request.expires_in or settings.FILE_RETENTION),
    )
