"""What probes ask, outside of the versioned API."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from prometheus_client import CONTENT_TYPE_LATEST

from apps.iam.metrics_access import check_metrics_access
from apps.meta.schemas import HealthOut, ReadinessOut
from apps.meta.services.check_readiness import check_readiness
from apps.meta.services.measure import measure

AS_TEXT = {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}}

router = Router(tags=["health"])


@router.get("/health", response=HealthOut)
def get_health(request: HttpRequest) -> dict[str, Any]:
    """Whether the process lives; looks at nothing else, so that a restart can help when it fails."""
    return {
        "status": "ok",
        "service": "magictoolbox",
        "version": settings.VERSION,
        "time": datetime.now(UTC),
    }


@router.get("/metrics", openapi_extra={"responses": {200: AS_TEXT}})
def get_metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; for this machine, or for who has the METRICS_TOKEN."""
    check_metrics_access(request)
    return HttpResponse(measure(), content_type=CONTENT_TYPE_LATEST)


@router.get("/ready", response={200: ReadinessOut, 503: ReadinessOut})
def get_readiness(request: HttpRequest) -> Status[Any]:
    """Whether requests can be served: database and storage must work, workers and broker may be missing."""
    checks = check_readiness()
    status = max((check.status for check in checks), key=("ok", "degraded", "failed").index)
    return Status(503 if status == "failed" else 200, {"status": status, "checks": checks})
