"""Accept many files for one tool: check them wholly, keep them, queue one execution for each."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from apps.iam.models import User
from apps.tools.batching import begin_batch
from apps.tools.bells import doorbell
from apps.tools.models import Batch, StoredFile
from apps.tools.services.check_batch_offers import check_batch_offers
from apps.tools.services.check_capacity import check_capacity
from apps.tools.services.draft_batch import draft_batch
from apps.tools.services.find_replay import find_replay
from apps.tools.services.find_tool import find_tool
from apps.tools.services.keep_offers import discard_uploads, keep_offers
from apps.tools.services.requests import ExecutionRequest
from common.types import ContextManagerFactory


@dataclass(frozen=True, slots=True)
class CreatedBatch:
    """A batch, and whether an earlier request with the same key had made it."""

    batch: Batch
    replayed: bool = False


def create_batch(
    *,
    owner: User,
    request: ExecutionRequest,
    expand: bool = False,
    _transaction_context: ContextManagerFactory | None = None,
) -> CreatedBatch:
    """A batch with its executions queued; those for the files of its archive follow when that was opened.

    What is refused leaves no row and no file; the same idempotency key leads to the same batch.
    """
    tool = find_tool(name=request.tool)
    draft = draft_batch(owner=owner, tool=tool, request=request, expand=expand)
    if earlier := find_replay(draft):
        return CreatedBatch(earlier, replayed=True)
    check_capacity(owner=owner, tool=tool, wanted=len(request.offers))
    checked = check_batch_offers(owner=owner, tool=tool, offers=request.offers, expand=expand)
    files = keep_offers(owner=owner, offers=request.offers, kept=checked.kept, expires_in=request.expires_in)
    inputs = list(zip([offer.role for offer in request.offers], files, strict=True))
    archive = None if checked.archive is None else inputs.pop(checked.archive)
    try:
        with (_transaction_context or transaction.atomic)():
            StoredFile.objects.hold(files)
            begin_batch(draft, tool=tool, inputs=inputs, archive=archive, output_name=request.output_name)
            transaction.on_commit(doorbell.ring)
    except BaseException as error:
        discard_uploads(files, kept=checked.kept)
        if isinstance(error, IntegrityError) and (earlier := find_replay(draft)):  # a twin was faster
            return CreatedBatch(earlier, replayed=True)
        raise
    return CreatedBatch(draft)
