"""Stop several executions that have not ended."""

from collections.abc import Sequence
from uuid import UUID

from apps.iam.models import User
from apps.tools.exceptions import ExecutionEndedError
from apps.tools.models import ToolExecution
from common.exceptions import ApplicationError, NotFoundError


def cancel_executions(*, owner: User, ids: Sequence[UUID]) -> dict[UUID, ApplicationError | None]:
    """Why each could not be cancelled, None where it was, or where its worker has been asked to stop it."""
    visible = ToolExecution.objects.visible_to(owner).filter(pk__in=ids)
    unended = visible.cancel_all()
    ended = dict(visible.exclude(pk__in=unended).values_list("pk", "status"))
    return {
        key: None if key in unended else _refusal(key, status=ended.get(key)) for key in dict.fromkeys(ids)
    }


def _refusal(key: UUID, *, status: str | None) -> ApplicationError:
    return NotFoundError(noun="execution", id=key) if status is None else ExecutionEndedError(status=status)
