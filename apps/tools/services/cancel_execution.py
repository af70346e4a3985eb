"""Stop an execution that has not ended."""

from apps.tools.exceptions import ExecutionEndedError
from apps.tools.models import ToolExecution


def cancel_execution(*, execution: ToolExecution) -> ToolExecution:
    """Cancel it at once while it waits, or ask its worker to stop it; one that has ended is refused.

    Each step is a transaction of the manager's own, so a worker that acts in between is not overlooked.
    """
    moved = ToolExecution.objects.cancel_pending(
        execution_id=execution.pk
    ) or ToolExecution.objects.request_cancel(execution_id=execution.pk)
    if moved is not None:
        return moved
    current = ToolExecution.objects.get(pk=execution.pk)
    if current.status != ToolExecution.Status.PROCESSING:
        raise ExecutionEndedError(status=current.status)
    return current  # asked before
