"""What granian serves (`apps.config.server:application`): Django behind a limit on every body.

Django has no limit on uploads, and reads nothing of a body whose length was not declared.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings

from apps.config.exceptions import RequestTooLargeError
from apps.config.middleware import REFUSAL
from apps.config.request_body import CheckedBody
from apps.config.wsgi import application as django_application
from apps.iam.addresses import is_trusted_proxy, parse_address
from common.exceptions import ApplicationError
from common.http import MalformedRequestError

FORM_OVERHEAD = 2**20
"""What the fields and boundaries of a form may add to its file."""

_UPLOADS = re.compile(r"/api/v1/(files|convert|tools/[^/]+/run)/*")


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request; what is too large is refused before a byte of it is read."""
    _limit_body(environ)
    if _comes_from_trusted_proxy(environ) and environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
        environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
    return django_application(environ, start_response)


def _limit_body(environ: WSGIEnvironment) -> None:
    uploads = _UPLOADS.fullmatch(environ["PATH_INFO"])
    most = settings.ENVIRONMENT.max_upload_size + FORM_OVERHEAD if uploads else settings.JSON_BODY_MAX
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared and not declared.isdecimal():
        _refuse(environ, MalformedRequestError(reason="The Content-Length is not a number."))
    elif declared and int(declared) > most:
        _refuse(environ, RequestTooLargeError())
    elif declared or "HTTP_TRANSFER_ENCODING" in environ:
        environ["wsgi.input"] = CheckedBody(
            environ["wsgi.input"],
            declared=int(declared) if declared else None,
            limit=most,
            content_type=environ.get("CONTENT_TYPE", ""),
        )
        # Django reads as far as this says; one byte more than the limit, so that it comes upon it.
        environ["CONTENT_LENGTH"] = declared or str(most + 1)


def _refuse(environ: WSGIEnvironment, error: ApplicationError) -> None:
    """Let the middleware answer, so that this answer too has its log line and its headers."""
    environ[REFUSAL] = error
    environ["wsgi.input"] = BytesIO()
    environ["CONTENT_LENGTH"] = "0"


def _comes_from_trusted_proxy(environ: WSGIEnvironment) -> bool:
    peer = parse_address(environ.get("REMOTE_ADDR", ""))
    return peer is not None and is_trusted_proxy(peer)
