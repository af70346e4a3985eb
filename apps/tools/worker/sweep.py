"""Finds what was missed: executions whose worker is gone."""

from django.db.models import Q
from loguru import logger

from apps.tools.models import ToolExecution
from apps.tools.worker.identity import is_gone

BATCH = 100


def sweep_executions(*, dry_run: bool = False) -> list[ToolExecution]:
    """Free the executions of dead workers: at once on this host, after their lease elsewhere.

    Safe to run at any time, by anyone, at once.
    """
    holders = ToolExecution.objects.processing().order_by().values_list("worker", flat=True).distinct()
    gone = [worker for worker in holders if is_gone(worker)]
    expired = ToolExecution.objects.expired_leases().values("pk")
    lost = ToolExecution.objects.processing().filter(Q(worker__in=gone) | Q(pk__in=expired)).order_by("pk")
    freed = []
    for execution in lost[:BATCH]:
        if dry_run or ToolExecution.objects.release_lost(execution):
            freed.append(execution)
            logger.warning("Execution {} lost its worker {}", execution.pk, execution.worker)
    return freed
