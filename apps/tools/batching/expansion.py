"""Begins the executions of an archive's files, once a run of the tool host has taken them out."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from loguru import logger

from apps.tools.batching.beginning import MAX_FILES, begin_executions
from apps.tools.catalogue import get_catalogue
from apps.tools.inputs import InputRefusedError, check_input
from apps.tools.models import Batch, StoredFile, ToolExecution
from apps.tools.registry import Tool, UnknownToolError
from apps.tools.switched_off import check_format

SWEPT_AT_ONCE = 20
RESOURCE_FORKS = "__MACOSX - "
"""How the names of files begin that were in that folder of an archive."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of an archive that the tool does not take, and why."""

    name: str
    reason: str


def sort_extracted(
    expansion: ToolExecution, *, tool: Tool
) -> tuple[list[tuple[str, StoredFile]], list[SkippedFile]]:
    """What came out of the archive: the files that the tool takes, in their role, and the others."""
    role = expansion.metadata["role"]
    taken, skipped = [], []
    for file in sorted(expansion.outputs.all(), key=lambda file: file.position):
        if reason := _refusal(file, tool=tool, role=role):
            skipped.append(SkippedFile(file.name, reason))
        else:
            taken.append((role, file))
    return taken, skipped


def _refusal(file: StoredFile, *, tool: Tool, role: str) -> str | None:
    """Why the tool does not take it; always the same, as long as the tool's declaration is."""
    if not file.size:
        return f"'{file.name}' is empty."
    if file.name.startswith(RESOURCE_FORKS):
        return f"'{file.name}' is what macOS notes about another file."
    try:
        check_format(name=file.name, format=file.format)
        check_input(tool=tool, role=role, name=file.name, format=file.format, size=file.size)
    except InputRefusedError as refusal:
        return str(refusal)
    return None


def expand_batches() -> int:
    """Expand every batch whose archive has been opened; returns how many.

    Safe to run at any time, by anyone, at once.
    """
    waiting = Batch.objects.expandable().order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE]
    return sum(_expand_safely(batch_id) for batch_id in waiting)


def _expand_safely(batch_id: UUID) -> bool:
    try:
        return expand_batch(batch_id)
    except Exception:  # noqa: BLE001 - the others must go on, and this one is found again
        logger.exception("The batch {} could not be expanded", batch_id)
        return False


def expand_batch(batch_id: UUID) -> bool:
    """Begin the batch's executions, or end it if there is nothing to run; False if it was not its time.

    Its row is held until all of them are written, so that it happens once, wholly or not at all.
    """
    with transaction.atomic():
        batch = Batch.objects.expanding().select_for_update(skip_locked=True).filter(pk=batch_id).first()
        if batch is None or not Batch.objects.expandable().filter(pk=batch_id).exists():
            return False
        try:
            added = 0 if batch.cancel_requested_at else _begin_extracted(batch)
        except _NothingToRunError as failure:
            logger.info("Batch {} ends without its archive's files: {}", batch.pk, failure.code)
            Batch.objects.settle(batch_id=batch_id, error_code=failure.code, error_detail=str(failure)[:1000])
        else:
            Batch.objects.settle(batch_id=batch_id, added=added)
    return True


class _NothingToRunError(Exception):
    """The archive gives nothing to run; the message is for the batch's owner."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _begin_extracted(batch: Batch) -> int:
    expansion, tool = _opened(batch), _offered(batch)
    inputs, skipped = sort_extracted(expansion, tool=tool)
    if not inputs:
        reasons = " ".join(item.reason for item in skipped[:3])
        raise _NothingToRunError(
            "input_not_allowed", f"Of the {len(skipped)} files in the archive the tool takes none. {reasons}"
        )
    total = batch.total + len(inputs)
    if total > MAX_FILES:
        raise _NothingToRunError(
            "input_limit", f"The batch would have {total} files; it may have at most {MAX_FILES}. Divide it."
        )
    _check_queue(batch, wanted=len(inputs))
    begin_executions(
        batch,
        inputs=inputs,
        tool=tool,
        output_name=expansion.metadata["output_name"],
        secrets=batch.secrets,
    )
    kept_until = Now() + (batch.expires_at - batch.created_at)
    expansion.outputs.update(expires_at=kept_until)
    return len(inputs)


def _check_queue(batch: Batch, *, wanted: int) -> None:
    """What waits for its owner is bounded, whether it comes file by file or in archives."""
    most = settings.MAX_QUEUED_PER_USER
    waiting = ToolExecution.objects.pending().filter(owner=batch.owner_id)[:most].count()
    if waiting + wanted > most:
        raise _NothingToRunError(
            "too_many_executions",
            f"The tool takes {wanted} files of the archive, {waiting} of your executions wait already, and "
            f"at most {most} may. Send it again when some have ended.",
        )


def _opened(batch: Batch) -> ToolExecution:
    expansion = batch.expansion
    if expansion is None:
        raise _NothingToRunError(
            "input_gone", "What was in the archive is not remembered any more. Send it again."
        )
    if expansion.status != ToolExecution.Status.COMPLETED:
        raise _NothingToRunError(
            expansion.error_code or "tool_error", expansion.error_detail or "The archive was not opened."
        )
    return expansion


def _offered(batch: Batch) -> Tool:
    try:
        return get_catalogue().get(batch.tool)
    except UnknownToolError:
        raise _NothingToRunError("tool_error", f"The tool '{batch.tool}' is not here any more.") from None
