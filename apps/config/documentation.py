"""The API's description, for programs and for people; nothing in it is fetched from elsewhere."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.config.api import api
from apps.config.openapi import document_bytes

_PAGE_POLICY = (
    "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SWAGGER = {"layout": "BaseLayout", "deepLinking": True, "url": "/api/v1/openapi.json"}


@require_safe
@cache_control(public=True, no_cache=True)
def openapi_document(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of everything that can be asked here."""
    return HttpResponse(document_bytes(), content_type="application/json")


@require_safe
@cache_control(public=True, no_cache=True)
def documentation_page(request: HttpRequest) -> HttpResponse:
    """The same as a page to try things on: Swagger UI, from the package."""
    context = {"api": api, "swagger_settings": json.dumps(_SWAGGER), "add_csrf": False}
    page = render(request, "ninja/swagger.html", context)
    page["Content-Security-Policy"] = _PAGE_POLICY
    return page
