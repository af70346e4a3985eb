"""Every query on workers."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from apps.tools.models import WorkerNode


class WorkerNodeQuerySet(models.QuerySet["WorkerNode"]):
    """Workers, narrowed by adjectives."""


WorkerNodeManager = models.Manager.from_queryset(WorkerNodeQuerySet)
