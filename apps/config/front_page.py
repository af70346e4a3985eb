"""The page at `/`: a plain front end of the API, for whoever has no other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' blob: data:; script-src 'self'; "
    "style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@require_safe
@cache_control(public=True, no_cache=True)
def front_page(request: HttpRequest) -> HttpResponse:
    """The page; all that it shows comes from the API."""
    page = render(request, "page.html")
    page["Content-Security-Policy"] = _POLICY
    return page
