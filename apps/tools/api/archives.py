"""Many at once: outputs as one ZIP, executions stopped or forgotten together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import Router

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.api.batches import find_batch
from apps.tools.api.downloads import zip_response
from apps.tools.api.executions import find_execution
from apps.tools.models import ToolExecution
from apps.tools.schemas.bulk import ExecutionIdsIn, ExecutionOutcomesOut
from apps.tools.services.cancel_executions import cancel_executions as cancel
from apps.tools.services.check_archivable import check_archivable
from apps.tools.services.delete_executions import delete_executions as delete
from apps.tools.services.list_skipped_files import list_skipped_files
from apps.tools.services.zip_executions import zip_executions
from apps.tools.services.zip_files import zip_files
from common.exceptions import FieldProblem, NotFoundError
from common.schemas import ProblemOut

router = Router()

REFUSALS = dict.fromkeys((400, 401, 403, 404, 422), ProblemOut)
PACKED = {409: ProblemOut, 410: ProblemOut, **REFUSALS}
AT_ONCE = 100
"""Executions that are read at once while an archive is planned."""
_ZIP: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The archive, as it is made.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get(
    "/executions/{execution_id}/archive",
    auth=requires(Scope.FILES_READ),
    response=PACKED,
    openapi_extra=_ZIP,
    tags=["executions"],
)
def get_execution_archive(request: AuthenticatedRequest, execution_id: UUID) -> HttpResponseBase:
    """Fetch all outputs of an execution that are still kept, as one ZIP."""
    execution = find_execution(request.user, execution_id)
    check_archivable(execution_ids=[execution.pk])
    outputs = execution.outputs.ready().order_by("position")
    return zip_response(zip_files(list(outputs)), name=f"{execution.tool}.zip")


@router.post(
    "/executions/archive",
    auth=requires(Scope.FILES_READ),
    response=PACKED,
    openapi_extra=_ZIP,
    tags=["executions"],
)
def get_executions_archive(request: AuthenticatedRequest, payload: ExecutionIdsIn) -> HttpResponseBase:
    """Fetch the outputs of several executions as one ZIP, in a folder each, with a `manifest.json`."""
    ids = list(dict.fromkeys(payload.ids))
    _require_visible(request.user, payload.ids)
    check_archivable(execution_ids=ids)
    executions = ToolExecution.objects.filter(pk__in=ids).with_files().order_by("pk")
    archive = zip_executions(executions.iterator(AT_ONCE), about={}, always_in_folders=len(ids) > 1)
    return zip_response(archive, name="executions.zip")


@router.get(
    "/batches/{batch_id}/archive",
    auth=requires(Scope.FILES_READ),
    response=PACKED,
    openapi_extra=_ZIP,
    tags=["batches"],
)
def get_batch_archive(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponseBase:
    """Fetch the outputs so far of a batch as one ZIP; its `manifest.json` tells how each file has ended."""
    batch = find_batch(request.user, batch_id)
    executions = ToolExecution.objects.visible_to(request.user).filter(batch=batch)
    check_archivable(execution_ids=executions.values_list("pk", flat=True))
    skipped = [{"name": it.name, "reason": it.reason} for it in list_skipped_files(batch=batch)]
    about = {"batch_id": str(batch.pk), "tool": batch.tool, "options": batch.options, "skipped": skipped}
    rows = executions.with_files().order_by("pk").iterator(AT_ONCE)
    archive = zip_executions(rows, about=about, always_in_folders=False)
    return zip_response(archive, name=f"{batch.tool}-batch.zip")


@router.post(
    "/executions/delete",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={200: ExecutionOutcomesOut, **REFUSALS},
    tags=["executions"],
)
def delete_executions(request: AuthenticatedRequest, payload: ExecutionIdsIn) -> ExecutionOutcomesOut:
    """Forget several executions, each as if it was alone; the answer tells which."""
    return ExecutionOutcomesOut.of(delete(owner=request.user, ids=payload.ids))


@router.post(
    "/executions/cancel",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={200: ExecutionOutcomesOut, **REFUSALS},
    tags=["executions"],
)
def cancel_executions(request: AuthenticatedRequest, payload: ExecutionIdsIn) -> ExecutionOutcomesOut:
    """Stop several executions, each as if it was alone; the answer tells which."""
    return ExecutionOutcomesOut.of(cancel(owner=request.user, ids=payload.ids))


def _require_visible(user: User, ids: Sequence[UUID]) -> None:
    """Raise NotFoundError that names every one that is not visible to the caller."""
    visible = set(ToolExecution.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    missing = [(place, key) for place, key in enumerate(ids) if key not in visible]
    if missing:
        problems = [
            FieldProblem(f"/ids/{place}", "No execution with this id is visible to you.", "not_found")
            for place, _ in missing
        ]
        raise NotFoundError(noun="execution", id=missing[0][1], errors=problems)
