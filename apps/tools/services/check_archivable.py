"""Whether there is anything to pack, before an answer begins that could not be taken back."""

from collections.abc import Collection
from uuid import UUID

from apps.tools.exceptions import FileExpiredError, NothingToArchiveError
from apps.tools.models import StoredFile, ToolExecution


def check_archivable(*, execution_ids: Collection[UUID]) -> None:
    """Raise FileExpiredError when all outputs are gone, NothingToArchiveError when there is none (yet)."""
    outputs = StoredFile.objects.filter(execution__in=execution_ids)
    if outputs.ready().exists():
        return
    executions = ToolExecution.objects.filter(pk__in=execution_ids)
    if executions.unended().exists() or not execution_ids:
        raise NothingToArchiveError(reason=" yet: nothing has ended with one. Wait for it, then ask again")
    gone = outputs.first()
    if gone is not None:
        raise FileExpiredError(name=gone.name)
    raise NothingToArchiveError(reason=": what was run has ended without one")
