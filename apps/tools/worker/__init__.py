"""The process that runs executions: its name, its heartbeat, its sweep."""

from apps.tools.worker.worker import Worker

__all__ = ["Worker"]
