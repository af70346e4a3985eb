"""Around every request: its id, its one address, its log line, and what no answer may lack."""

import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from loguru import logger
from uuid_utils.compat import uuid7

from apps.config.exceptions import MethodNotAllowedError
from apps.config.problems import answer, answer_exception
from apps.tools.api.deferred import EventStream, Waiting
from apps.tools.services.wait_for_end import wait_for_end
from common.http import MalformedRequestError, UnsupportedMediaTypeError
from common.logging import bound

REFUSAL = "magictoolbox.refusal"
"""Where the server puts an ApplicationError that it wants to be the answer."""

DEFERS = "magictoolbox.defers"
"""Set by a server that holds waits and streams itself."""
RESUMED = "magictoolbox.resumed"
"""Where it puts what answers a request that has waited long enough."""

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""What every answer has unless its view says otherwise; SecurityMiddleware adds the classic ones."""


def request_id(given: str) -> str:
    """The caller's id of a request, if it can stand in a log, or a new one."""
    return given if _REQUEST_ID.fullmatch(given) else str(uuid7())


class RequestMiddleware:
    """The outermost middleware: what it does holds for every answer, preflights and static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside a log context, and leave one line about it."""
        started = perf_counter()
        method, path = request.method, request.path
        with bound(request_id=request_id(request.headers.get("X-Request-ID", ""))) as fields:
            response = self._get_response(request)
            response["X-Request-ID"] = fields["request_id"]
            if isinstance(response, Waiting):
                return response  # the answer itself comes by here later
            for name, value in _HEADERS.items():
                response.setdefault(name, value)
            if not path.startswith(settings.STATIC_URL):
                response.setdefault("Cache-Control", "private, no-cache")
            status, duration_ms = response.status_code, round((perf_counter() - started) * 1000, 1)
            line = logger.bind(method=method, path=path, status=status, duration_ms=duration_ms)
            line.info("Answered")
        return response


class DeferredMiddleware:
    """The innermost middleware: hands what takes long to the server, or bears it where that cannot."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what has waited, let wait what should, pass on the rest."""
        if resumed := request.META.get(RESUMED):
            return _answered(resumed)
        response = self._get_response(request)
        if DEFERS in request.META:
            return response
        if isinstance(response, Waiting):
            wait_for_end(execution_id=response.execution_id, seconds=response.seconds)
            return _answered(response.answer)
        if isinstance(response, EventStream):
            response.begin()
        return response


def _answered(answer_now: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return answer_now()
    except Exception as error:  # noqa: BLE001 - as for every view
        return answer_exception(error)


class ProtocolMiddleware:
    """What holds for every operation, before any looks at the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse what no operation reads; a trailing slash and HEAD are the address and GET."""
        if refusal := request.META.get(REFUSAL):
            return answer(refusal)
        if "\0" in request.path:
            return answer(MalformedRequestError(reason="The address contains a NUL character."))
        if (encoding := request.headers.get("Content-Encoding", "identity")) != "identity":
            return answer(UnsupportedMediaTypeError(found=encoding, wanted="a body without an encoding"))
        # No operation declares a trailing slash.
        request.path = request.path.rstrip("/") or "/"
        request.path_info = request.path_info.rstrip("/") or "/"
        response = self._answer_head(request) if request.method == "HEAD" else self._get_response(request)
        if response.status_code != 405:  # noqa: PLR2004 - Django and Ninja answer it in plain text
            return response
        allowed = response.get("Allow", "")
        return answer(
            MethodNotAllowedError(method=request.method, allowed=allowed, headers={"Allow": allowed})
        )

    def _answer_head(self, request: HttpRequest) -> HttpResponseBase:
        """As GET would be answered; the server leaves the body out."""
        request.method = "GET"
        response = self._get_response(request)
        request.method = "HEAD"
        if isinstance(response, StreamingHttpResponse):
            # Nothing must be fetched for nobody.
            response.streaming_content = ()
        return response

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse:
        """What a view outside of Ninja raised."""
        return answer_exception(exception)
