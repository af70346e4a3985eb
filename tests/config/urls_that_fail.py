"""Addresses whose operations fail, or take bodies of every kind."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from ninja import File, Form, Query, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile
from pydantic import Field, SecretStr

from apps.config.api import Api
from common.exceptions import FieldProblem, InvalidRequestError
from common.http import StrictParser
from common.schemas import StrictIn

FAILURES: dict[str, Exception] = {
    "ours": InvalidRequestError(summary="No.", errors=[FieldProblem("/a", "too big", "range", {"le": 3})]),
    "missing": Http404("canary"),
    "denied": PermissionDenied("canary"),
    "suspicious": SuspiciousOperation("canary"),
    "database": OperationalError("canary: password authentication failed"),
    "http": HttpError(401, "canary"),
    "bug": RuntimeError("canary in /srv/secret"),
}


class Mode(StrictIn):
    """A branch of a union."""

    mode: int


class Quality(StrictIn):
    """Something nested."""

    level: int = Field(le=10)
    modes: list[int | Mode] = []


class Payload(StrictIn):
    """A body."""

    name: str = Field(max_length=5)
    count: int = 0
    quality: Quality | None = None
    password: SecretStr | None = Field(default=None, min_length=8)


class Filters(Schema):
    """What a query may say."""

    limit: int = Field(default=10, ge=1, le=200)
    tags: list[int] = []


class Answer(Schema):
    """What an operation promises."""

    number: int


api = Api(urls_namespace="failing", docs_url=None, openapi_url=None, parser=StrictParser())


@api.get("/fail/{kind}")
def fail(request: HttpRequest, kind: str) -> None:
    """Raise it."""
    raise FAILURES[kind]


@api.post("/json")
def take_json(request: HttpRequest, payload: Payload) -> dict[str, Any]:
    """One body."""
    return {"name": payload.name}


@api.post("/two")
def take_two(request: HttpRequest, payload: Payload, options: Quality) -> dict[str, Any]:
    """Two models in one body."""
    return {"name": payload.name}


@api.post("/form")
def take_form(
    request: HttpRequest, file: File[UploadedFile], limit: Form[int], quality: Quality
) -> dict[str, Any]:
    """A file, a field, and JSON in a field."""
    return {"size": file.size, "limit": limit}


@api.get("/query")
def take_query(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """A query."""
    return filters.dict()


@api.get("/item/{item_id}")
def take_path(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """A path."""
    return {"id": str(item_id)}


@api.get("/lie", response=Answer)
def break_promise(request: HttpRequest) -> dict[str, Any]:
    """Answer something else than declared."""
    return {"number": "canary"}


def plain_view(request: HttpRequest) -> HttpResponse:
    """A view outside of Ninja."""
    raise RuntimeError("canary")


urlpatterns = [path("plain", plain_view), path("", api.urls)]
handler400 = handler403 = handler404 = "apps.config.views.refused"
handler500 = "apps.config.views.server_error"
