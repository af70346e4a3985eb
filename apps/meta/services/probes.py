"""One look at each thing the product needs."""

import tempfile
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections

from apps.tools.models import WorkerNode

TIMEOUT_SECONDS = 2


def live_workers() -> list[WorkerNode]:
    """Who has reported lately; raises what the database raises."""
    nodes = WorkerNode.objects.alive()
    if settings.EMBEDDED:
        # The row of a worker from before the last start does not count.
        nodes = nodes.filter(seen_at__gte=settings.STARTED_AT)
    try:
        return list(nodes)
    finally:
        connections.close_all()


def try_storage() -> bool:
    """Write or look up something; raises what the storage raises."""
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            return file.write(b"?") == 1
    return default_storage.exists("readiness") is not None


def try_broker() -> bool | None:
    """Connect, if there is one; raises what the broker raises."""
    if settings.ENVIRONMENT.broker_url is None:
        return None
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=TIMEOUT_SECONDS)
    return True
