"""Finds what was missed: executions whose worker is gone, that none came to, archives to make batches of."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Now
from loguru import logger

from apps.tools.batching import expand_batches
from apps.tools.managers.claiming import too_late
from apps.tools.models import ToolExecution
from apps.tools.worker.identity import is_gone

BATCH = 100


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found."""

    freed: list[ToolExecution]
    """Whose worker is gone."""
    given_up: list[ToolExecution]
    """That no worker came to in time."""


def sweep_executions(*, dry_run: bool = False, limit: int | None = BATCH) -> Swept:
    """Free what dead workers hold, and end what has waited too long; at most so many of each kind.

    A worker of this host is found dead at once, one elsewhere when its lease is over. Safe to run at any
    time, by anyone, at once.
    """
    swept = Swept(_free(dry_run=dry_run, limit=limit), _give_up(dry_run=dry_run, limit=limit))
    if not dry_run:
        expand_batches()
    return swept


def _free(*, dry_run: bool, limit: int | None) -> list[ToolExecution]:
    holders = ToolExecution.objects.processing().order_by().values_list("worker", flat=True).distinct()
    gone = Q(worker__in=[worker for worker in holders if is_gone(worker)])
    freed = []
    for execution in ToolExecution.objects.processing().filter(gone | Q(lease_expires_at__lt=Now()))[:limit]:
        if dry_run or ToolExecution.objects.release_lost(execution):
            freed.append(execution)
            logger.warning("Execution {} lost its worker {}", execution.pk, execution.worker)
    return freed


def _give_up(*, dry_run: bool, limit: int | None) -> list[ToolExecution]:
    given_up = []
    for rule in too_late():
        for execution in ToolExecution.objects.filter(rule)[:limit]:
            if dry_run or ToolExecution.objects.give_up(execution_id=execution.pk):
                given_up.append(execution)
                logger.warning("No worker came to execution {} in time", execution.pk)
    return given_up
