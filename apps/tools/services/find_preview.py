"""The small picture of a file: the one that was made before, or a run that makes it."""

from django.utils import timezone

from apps.tools.exceptions import FileExpiredError, NoPreviewError
from apps.tools.managers.executions import PREVIEWER
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.create_execution import create_execution
from apps.tools.services.find_tool import find_tool
from apps.tools.services.offers import FileOffer
from apps.tools.services.requests import ExecutionRequest


def find_preview(*, file: StoredFile, size: int) -> ToolExecution:
    """The execution that makes it, begun now unless it was before; raises NoPreviewError.

    It is in no list, runs before what people wait longer for, and its output goes with the file.
    """
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    source = find_tool(name=PREVIEWER).inputs[0]
    if file.format not in source.formats:
        raise NoPreviewError(name=file.name, format=file.format)
    request = ExecutionRequest(
        tool=PREVIEWER,
        offers=[FileOffer(role=source.role, file_id=file.pk)],
        options={"size": size},
        # A line break is in no header: no client's key can be the same.
        idempotency_key=f"preview\n{file.pk}\n{size}",
        expires_in=file.expires_at - timezone.now(),
        unlisted=True,
    )
    return create_execution(owner=file.owner, request=request).execution
