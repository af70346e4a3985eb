"""Tells the owner how far a run is."""

from time import monotonic
from uuid import UUID

from django.db import Error, close_old_connections
from loguru import logger

from apps.tools.models import ToolExecution


class ProgressWriter:
    """Writes progress at most once a second, and only when it has changed."""

    def __init__(self, token: UUID) -> None:
        self._token = token
        self._percent = 0
        self._written_at = monotonic()

    def __call__(self, fraction: float, message: str) -> None:
        """Take what a tool reports; a database that fails now must not end the run."""
        percent = min(int(fraction * 100), 99)
        if percent <= self._percent or monotonic() - self._written_at < 1:
            return
        self._percent, self._written_at = percent, monotonic()
        try:
            ToolExecution.objects.report_progress(token=self._token, percent=percent, message=message[:200])
        except Error as error:
            logger.warning("The progress could not be written: {}", type(error).__name__)
        finally:
            close_old_connections()
