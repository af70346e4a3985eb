"""Whether what the product needs is there, each need by name and within two seconds."""

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from celery import current_app
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from loguru import logger

from apps.tools.models import WorkerNode

TIMEOUT_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Check:
    """What was found about one need."""

    name: str
    status: Literal["ok", "degraded", "failed"]
    detail: str


def check_readiness() -> list[Check]:
    """Look at everything at once; a need that hangs does not hold the answer up."""
    # Not a `with`: its end would wait for what hangs.
    pool = ThreadPoolExecutor(thread_name_prefix="readiness")
    nodes, storage, broker = pool.submit(_live_workers), pool.submit(_try_storage), pool.submit(_try_broker)
    looks: tuple[Future[Any], ...] = (nodes, storage, broker)
    wait(looks, timeout=TIMEOUT_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return [
        _judge("database", nodes, otherwise="failed"),
        _judge("storage", storage, otherwise="failed"),
        _judge("broker", broker, otherwise="degraded"),
        *_judge_workers(nodes.result() if nodes.done() and not nodes.exception() else []),
    ]


def _judge(name: str, look: Future[Any], *, otherwise: Literal["degraded", "failed"]) -> Check:
    if not look.done():
        return Check(name, otherwise, f"It did not answer within {TIMEOUT_SECONDS} seconds.")
    if error := look.exception():
        logger.warning("The {} is not ready: {}", name, type(error).__name__)
        return Check(name, otherwise, "It does not work; the log says why.")
    return Check(name, "ok", "It answers." if look.result() is not None else "None is configured or needed.")


def _judge_workers(nodes: list[WorkerNode]) -> list[Check]:
    if not nodes:
        status: Literal["degraded", "failed"] = "failed" if settings.EMBEDDED else "degraded"
        missing = "No worker has reported lately: work is accepted, and waits."
        return [Check("workers", status, missing), Check("sandbox", "degraded", "No worker has reported.")]
    wanted, found = settings.ENVIRONMENT.minimum_sandbox_tier, min(node.sandbox_tier for node in nodes)
    enough = found >= wanted
    advice = "" if enough else "; risky tools are unavailable: run `manage.py sandbox_doctor`"
    return [
        Check("workers", "ok", f"{len(nodes)} reported lately."),
        Check("sandbox", "ok" if enough else "degraded", f"Tier {found}, wanted {wanted}{advice}."),
    ]


def _live_workers() -> list[WorkerNode]:
    nodes = WorkerNode.objects.alive()
    if settings.EMBEDDED:
        # The row of a worker from before the last start does not count.
        nodes = nodes.filter(seen_at__gte=settings.STARTED_AT)
    try:
        return list(nodes)
    finally:
        connections.close_all()


def _try_storage() -> bool:
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            return file.write(b"?") == 1
    return default_storage.exists("readiness") is not None


def _try_broker() -> bool | None:
    if settings.ENVIRONMENT.broker_url is None:
        return None
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=TIMEOUT_SECONDS)
    return True
