"""What the product says about itself, to anyone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.cache import cache_control
from ninja import Router
from ninja.decorators import decorate_view

from apps.meta.schemas import RuntimeDataOut, VersionOut
from apps.meta.services.get_runtime_data import get_runtime_data as get_runtime_data_service

router = Router(tags=["meta"])


@router.get("/version", response=VersionOut)
@decorate_view(cache_control(public=True, no_cache=True))
def get_version(request: HttpRequest) -> dict[str, Any]:
    """Which version runs."""
    return {"version": settings.VERSION, "api_version": "v1"}


@router.get("/runtime-data", response=RuntimeDataOut)
@decorate_view(cache_control(public=True, no_cache=True))
def get_runtime_data(request: HttpRequest) -> dict[str, Any]:
    """What a front end must know before anyone signs in."""
    return get_runtime_data_service()
