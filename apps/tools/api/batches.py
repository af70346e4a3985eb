"""Batches: many files through one tool."""

from contextlib import ExitStack
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.api.requests import IDEMPOTENCY_KEY, read_execution
from apps.tools.models import Batch
from apps.tools.schemas.batches import BatchIn, BatchOut, BatchPageOut
from apps.tools.services.cancel_batch import cancel_batch as cancel
from apps.tools.services.create_batch import create_batch as create
from apps.tools.services.delete_batch import delete_batch as delete
from apps.tools.services.list_skipped_files import list_skipped_files
from common.exceptions import NotFoundError
from common.pagination import DEFAULT_LIMIT, MAX_LIMIT, paginate
from common.schemas import ProblemOut

router = Router(tags=["batches"])

REFUSALS = dict.fromkeys((400, 401, 403, 404, 422), ProblemOut)
START_REFUSALS = REFUSALS | dict.fromkeys((409, 413, 415, 503), ProblemOut)


@router.post(
    "/tools/{tool}/batches",
    auth=requires(Scope.TOOLS_RUN),
    response={201: BatchOut, 202: BatchOut, **START_REFUSALS},
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
def create_batch(
    request: AuthenticatedRequest, response: HttpResponse, tool: str, payload: BatchIn
) -> Status[BatchOut]:
    """Run a tool on many files, each by itself, all with the same options.

    With `expand` one of them is an archive, and the files in it are run. The answer is 201 when the same
    request was sent before and its batch has ended.
    """
    with ExitStack() as files:
        asked = read_execution(request, tool=tool, payload=payload, files=files)
        created = create(owner=request.user, request=asked, expand=payload.expand)
    batch = Batch.objects.get(pk=created.batch.pk)
    response["Location"] = f"/api/v1/batches/{batch.pk}"
    if created.replayed:
        response["Idempotent-Replayed"] = "true"
    return Status(202 if batch.finished_at is None else 201, answer_batch(batch))


@router.get("/batches", auth=requires(Scope.EXECUTIONS_READ), response={200: BatchPageOut, **REFUSALS})
def list_batches(
    request: AuthenticatedRequest,
    cursor: Query[str | None] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many batches.")] = DEFAULT_LIMIT,
) -> BatchPageOut:
    """List the caller's batches, newest first."""
    page = paginate(Batch.objects.visible_to(request.user), cursor=cursor, limit=limit)
    tallies = Batch.objects.tallies(page.items)
    items = [BatchOut.of(batch, tally=tallies[batch.pk]) for batch in page.items]
    return BatchPageOut(items=items, next_cursor=page.next_cursor)


@router.get("/batches/{batch_id}", auth=requires(Scope.EXECUTIONS_READ), response={200: BatchOut, **REFUSALS})
def get_batch(request: AuthenticatedRequest, batch_id: UUID) -> BatchOut:
    """Show a batch: how far it is, and how its executions have ended."""
    return answer_batch(find_batch(request.user, batch_id))


@router.post(
    "/batches/{batch_id}/cancel",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={200: BatchOut, 409: ProblemOut, **REFUSALS},
)
def cancel_batch(request: AuthenticatedRequest, batch_id: UUID) -> BatchOut:
    """Stop what has not ended: at once what waits, within two seconds what runs."""
    cancel(batch=find_batch(request.user, batch_id))
    return answer_batch(find_batch(request.user, batch_id))


@router.delete(
    "/batches/{batch_id}",
    auth=requires(Scope.EXECUTIONS_WRITE),
    response={204: None, 409: ProblemOut, **REFUSALS},
)
def delete_batch(request: AuthenticatedRequest, batch_id: UUID) -> Status[None]:
    """Forget a batch and its executions, with their outputs and the inputs that nothing else uses."""
    delete(batch=find_batch(request.user, batch_id))
    return Status(204, None)


def answer_batch(batch: Batch) -> BatchOut:
    """The batch with how it stands, and what was left out of its archive."""
    tally = Batch.objects.tallies([batch])[batch.pk]
    return BatchOut.of(batch, tally=tally, skipped=list_skipped_files(batch=batch))


def find_batch(user: User, batch_id: UUID) -> Batch:
    """The caller's batch; raises NotFoundError for a stranger's as for none."""
    batch = Batch.objects.visible_to(user).filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundError(noun="batch", id=batch_id)
    return batch
