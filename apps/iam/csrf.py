"""Whether a browser's request comes from our own front end."""

from copy import copy

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from apps.iam.exceptions import CsrfFailedError

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def require_csrf_token(request: HttpRequest) -> None:
    """Refuse an unsafe request that does not repeat its CSRF cookie; raises CsrfFailedError."""
    probe = copy(request)
    if probe.method == "POST":
        # Django would read the whole upload of a POST to look for a form field; here only the header counts.
        probe.method = "PUT"
    if check_csrf(probe) is not None:
        raise CsrfFailedError


def require_own_origin(request: HttpRequest) -> None:
    """Refuse an unsafe request that another site made a browser send; raises CsrfFailedError."""
    origin = request.headers.get("Origin")
    if request.method in _SAFE_METHODS or origin is None:
        return
    if origin not in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}:
        raise CsrfFailedError
