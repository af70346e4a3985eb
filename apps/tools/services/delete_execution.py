"""Hide an execution and delete what only it uses."""

from django.db import transaction
from django.db.models.functions import Now

from apps.tools.exceptions import ExecutionNotEndedError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.delete_file import delete_file
from common.transactions import joined
from common.types import ContextManagerFactory


def delete_execution(
    *, execution: ToolExecution, _transaction_context: ContextManagerFactory | None = None
) -> None:
    """Hide it, and delete its outputs and the inputs that no other execution uses.

    A pending one is cancelled first; one that is being processed is refused.
    """
    ToolExecution.objects.cancel_pending(execution_id=execution.pk)
    with (_transaction_context or transaction.atomic)():
        current = ToolExecution.objects.select_for_update().get(pk=execution.pk)
        if current.status not in ToolExecution.TERMINAL:
            raise ExecutionNotEndedError(status=current.status, remedy="Cancel it, then delete it.")
        ToolExecution.objects.filter(pk=current.pk).update(
            deleted_at=Now(), updated_at=Now(), idempotency_key=None
        )
        others = ToolExecution.objects.filter(deleted_at=None).exclude(pk=current.pk)
        kept = StoredFile.objects.ready()
        outputs = kept.filter(execution=current).exclude(used_by__in=others.unended())
        inputs = kept.filter(used_by=current).exclude(used_by__in=others)
        for file in [*outputs, *inputs.distinct()]:
            delete_file(file=file, _transaction_context=joined)
