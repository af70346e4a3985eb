"""What probes ask, outside of the versioned API."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Status

from apps.meta.schemas import HealthOut, ReadinessOut
from apps.meta.services.check_readiness import check_readiness

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


@router.get("/ready", response={200: ReadinessOut, 503: ReadinessOut})
def get_readiness(request: HttpRequest) -> Status[Any]:
    """Whether requests can be served: database and storage must work, workers and broker may be missing."""
    checks = check_readiness()
    status = max((check.status for check in checks), key=("ok", "degraded", "failed").index)
    return Status(503 if status == "failed" else 200, {"status": status, "checks": checks})
