"""Every query on executions."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import ToolExecution


class ToolExecutionQuerySet(models.QuerySet["ToolExecution"]):
    """Executions, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's executions."""
        return self.filter(owner=user, deleted_at=None)


ToolExecutionManager = models.Manager.from_queryset(ToolExecutionQuerySet)
