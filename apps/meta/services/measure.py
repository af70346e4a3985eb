"""What operators watch: the queue, the workers, and how strong the workers' sandboxes are."""

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from apps.meta.measurements import Measurements


def measure() -> bytes:
    """Everything in the text format of Prometheus, as the database has it now."""
    registry = CollectorRegistry()
    registry.register(Measurements())
    return generate_latest(registry)
