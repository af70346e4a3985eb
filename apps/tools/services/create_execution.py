"""Accept a request for a tool: check it wholly, keep its files, queue it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from apps.iam.models import User
from apps.tools.bells import doorbell
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.check_capacity import check_capacity
from apps.tools.services.check_offers import check_offers
from apps.tools.services.draft_execution import draft_execution
from apps.tools.services.find_replay import find_replay
from apps.tools.services.find_tool import find_tool
from apps.tools.services.keep_offers import discard_uploads, keep_offers
from apps.tools.services.requests import ExecutionRequest
from apps.tools.services.run_inline import run_inline
from common.types import ContextManagerFactory


@dataclass(frozen=True, slots=True)
class CreatedExecution:
    """An execution, and whether an earlier request with the same key had made it."""

    execution: ToolExecution
    replayed: bool = False


def create_execution(
    *,
    owner: User,
    request: ExecutionRequest,
    retry_of: ToolExecution | None = None,
    _transaction_context: ContextManagerFactory | None = None,
) -> CreatedExecution:
    """A queued execution, or an ended one when the tool runs in the request.

    What is refused leaves no row and no file; the same idempotency key leads to the same execution.
    """
    tool = find_tool(name=request.tool)
    draft = draft_execution(owner=owner, tool=tool, request=request, retry_of=retry_of)
    if earlier := find_replay(draft):
        return CreatedExecution(earlier, replayed=True)
    check_capacity(owner=owner, tool=tool)
    kept = check_offers(owner=owner, tool=tool, offers=request.offers)
    if tool.inline:
        run_inline(tool=tool, execution=draft)
    files = keep_offers(owner=owner, offers=request.offers, kept=kept, expires_in=request.expires_in)
    try:
        with (_transaction_context or transaction.atomic)():
            StoredFile.objects.hold(files)
            roles = [offer.role for offer in request.offers]
            ToolExecution.objects.enqueue(draft, inputs=list(zip(roles, files, strict=True)))
            if not tool.inline:
                transaction.on_commit(doorbell.ring)
    except BaseException as error:
        discard_uploads(files, kept=kept)
        if isinstance(error, IntegrityError) and (earlier := find_replay(draft)):  # a twin was faster
            return CreatedExecution(earlier, replayed=True)
        raise
    return CreatedExecution(draft)
