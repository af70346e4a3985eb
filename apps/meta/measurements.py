"""The families of metrics, each with its value of this moment."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Now
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.tools.models import ToolExecution, WorkerNode

RECENTLY = timedelta(minutes=5)


class Measurements(Collector):
    """Asked anew for each look."""

    def collect(self) -> Iterator[Metric]:
        """The families."""
        yield _gauge("info", "What runs here.", ("version",), {(settings.VERSION,): 1})
        yield from self._executions()
        yield from self._workers()

    @staticmethod
    def _executions() -> Iterator[Metric]:
        executions = ToolExecution.objects.order_by()
        waiting, running = executions.pending(), executions.processing()
        yield _gauge(
            "executions",
            "Executions that have not ended.",
            ("status",),
            {("pending",): waiting.count(), ("processing",): running.count()},
        )
        age = waiting.aggregate(age=Now() - Min("created_at"))["age"] or timedelta()
        yield _gauge(
            "oldest_pending_seconds", "Since the oldest waiting one came.", (), {(): age.total_seconds()}
        )
        ended = executions.ended().filter(finished_at__gte=Now() - RECENTLY)
        ends = ended.values_list("status", "error_code").annotate(count=Count("pk"))
        yield _gauge(
            "executions_ended_recently",
            "Executions that ended in the last five minutes; `code` says why one failed.",
            ("status", "code"),
            {(status, code): count for status, code, count in ends},
        )

    @staticmethod
    def _workers() -> Iterator[Metric]:
        nodes = list(WorkerNode.objects.alive())
        for name, text, value in (
            ("worker_slots", "Executions at once in each live worker.", lambda node: node.concurrency),
            ("sandbox_tier", "What confines the runs of each live worker.", lambda node: node.sandbox_tier),
            (
                "sandbox_broken_walls",
                "Attempts to break out that should have been stopped and were not.",
                lambda node: len(node.broken_walls.split("; ")) if node.broken_walls else 0,
            ),
            (
                "unavailable_tools",
                "Tools that each live worker cannot run.",
                lambda node: len(node.unavailable_tools),
            ),
        ):
            yield _gauge(name, text, ("worker",), {(node.name,): value(node) for node in nodes})


def _gauge(name: str, text: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(f"magictoolbox_{name}", text, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family
