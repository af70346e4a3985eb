"""Whether what the product needs is there, each need by name and within two seconds."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from loguru import logger

from apps.meta.services.probes import TIMEOUT_SECONDS, live_workers, try_broker, try_storage
from apps.tools.models import WorkerNode


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
    nodes, storage, broker = pool.submit(live_workers), pool.submit(try_storage), pool.submit(try_broker)
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
    return [Check("workers", "ok", f"{len(nodes)} reported lately."), _judge_sandbox(nodes)]


def _judge_sandbox(nodes: list[WorkerNode]) -> Check:
    wanted, found = settings.ENVIRONMENT.minimum_sandbox_tier, min(node.sandbox_tier for node in nodes)
    if broken := sorted({node.broken_walls for node in nodes} - {""}):
        fell = "; ".join(broken)
        detail = f"Tier {found}, but a run could {fell}. Risky tools are unavailable where that matters."
        return Check("sandbox", "degraded", detail)
    if found < wanted:
        advice = "risky tools are unavailable: run `manage.py sandbox_doctor`"
        return Check("sandbox", "degraded", f"Tier {found}, wanted {wanted}; {advice}.")
    return Check("sandbox", "ok", f"Tier {found}, wanted {wanted}; every attempt to break out was stopped.")
