"""Hide several executions and delete what only they use."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from apps.iam.models import User
from apps.tools.exceptions import ExecutionNotEndedError
from apps.tools.models import ToolExecution
from apps.tools.services.delete_execution import REMEDY
from apps.tools.services.forget_executions import forget_executions
from common.exceptions import ApplicationError, NotFoundError
from common.types import ContextManagerFactory


def delete_executions(
    *, owner: User, ids: Sequence[UUID], _transaction_context: ContextManagerFactory | None = None
) -> dict[UUID, ApplicationError | None]:
    """Delete each as if it was alone, and say why those that stay do; None for those that are gone."""
    visible = ToolExecution.objects.visible_to(owner).filter(pk__in=ids)
    visible.pending().cancel_all()
    with (_transaction_context or transaction.atomic)():
        found = set(visible.values_list("pk", flat=True))
        unended = forget_executions(ids=found)
    return {key: _refusal(key, found=key in found, status=unended.get(key)) for key in dict.fromkeys(ids)}


def _refusal(key: UUID, *, found: bool, status: str | None) -> ApplicationError | None:
    if not found:
        return NotFoundError(noun="execution", id=key)
    return ExecutionNotEndedError(status=status, remedy=REMEDY) if status else None
