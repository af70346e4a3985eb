"""Stop the executions of a batch that have not ended."""

from apps.tools.batching import expand_batch
from apps.tools.exceptions import BatchEndedError
from apps.tools.models import Batch, ToolExecution


def cancel_batch(*, batch: Batch) -> None:
    """Cancel those that wait at once, and ask the workers that have others to stop; an ended one is refused.

    The wish is kept first: executions that come out of its archive meanwhile are seen here, or never begun.
    """
    if not Batch.objects.request_cancel(batch_id=batch.pk):
        raise BatchEndedError
    ToolExecution.objects.of_batch(batch).cancel_all()
    expand_batch(batch.pk)  # ends it, if its archive will not be opened any more
