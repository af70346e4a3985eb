"""Hide a batch with its executions, and delete what only they use."""

from contextlib import suppress

from django.db import transaction
from django.db.models.functions import Now

from apps.tools.exceptions import BatchEndedError, BatchNotEndedError
from apps.tools.models import Batch, ToolExecution
from apps.tools.services.cancel_batch import cancel_batch
from apps.tools.services.forget_executions import forget_executions
from common.types import ContextManagerFactory


def delete_batch(*, batch: Batch, _transaction_context: ContextManagerFactory | None = None) -> None:
    """Hide it, with all files that nothing else uses, also what came out of its archive.

    Executions that wait are cancelled first; while some are being processed it is refused.
    """
    executions = ToolExecution.objects.of_batch(batch)
    _refuse_processing(executions.processing().count())
    with suppress(BatchEndedError):
        cancel_batch(batch=batch)
    with (_transaction_context or transaction.atomic)():
        unended = forget_executions(ids=list(executions.values_list("pk", flat=True)))
        _refuse_processing(len(unended))
        Batch.objects.filter(pk=batch.pk).update(deleted_at=Now(), idempotency_key=None)


def _refuse_processing(count: int) -> None:
    if count:
        raise BatchNotEndedError(count=count)
