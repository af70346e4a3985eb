"""Hide an execution and delete what only it uses."""

from django.db import transaction

from apps.tools.exceptions import ExecutionNotEndedError
from apps.tools.models import ToolExecution
from apps.tools.services.forget_executions import forget_executions
from common.types import ContextManagerFactory

REMEDY = "Cancel it, then delete it."


def delete_execution(
    *, execution: ToolExecution, _transaction_context: ContextManagerFactory | None = None
) -> None:
    """Hide it, and delete its outputs and the inputs that no other execution uses.

    A pending one is cancelled first; one that is being processed is refused.
    """
    ToolExecution.objects.cancel_pending(execution_id=execution.pk)
    with (_transaction_context or transaction.atomic)():
        unended = forget_executions(ids=[execution.pk])
        if unended:
            raise ExecutionNotEndedError(status=unended[execution.pk], remedy=REMEDY)
