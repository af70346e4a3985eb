"""The process that runs executions: its name, its heartbeat, its sweep, its bell."""

from apps.tools.worker.bell import Bell, doorbell, end_bell
from apps.tools.worker.chime import chime
from apps.tools.worker.worker import Worker

__all__ = ["Bell", "Worker", "chime", "doorbell", "end_bell"]
