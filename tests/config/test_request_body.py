"""A body is counted as it is read, must be whole, and says over which scheme it came."""

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import LazySettings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIHandler
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from apps.config import server
from apps.config.request_body import CheckedBody
from apps.config.server import application

FORM = "multipart/form-data; boundary=xyz"
WHOLE = b"--xyz\r\n\r\nhello\r\n--xyz--\r\n"


def read_all(sent: bytes, *, declared: int | None, limit: int = 1000, content_type: str = FORM) -> bytes:
    body = CheckedBody(BytesIO(sent), declared=declared, limit=limit, content_type=content_type)
    read = b""
    while data := body.read(7):
        read += data
    return read


@pytest.mark.parametrize("declared", [len(WHOLE), None])
def test_a_whole_form_is_read_as_it_is(declared: int | None) -> None:
    assert read_all(WHOLE, declared=declared) == WHOLE


@pytest.mark.parametrize("declared", [len(WHOLE) - 5, None])
def test_a_form_without_its_end_is_refused(declared: int | None) -> None:
    with pytest.raises(MultiPartParserError):
        read_all(WHOLE[:-5], declared=declared)


def test_a_sender_that_stops_is_noticed() -> None:
    with pytest.raises(UnreadablePostError):
        read_all(b'{"half":', declared=100, content_type="application/json")


def test_a_body_that_grows_beyond_the_limit_is_cut() -> None:
    with pytest.raises(RequestDataTooBig):
        read_all(b"a" * 101, declared=None, limit=100, content_type="application/json")
    assert len(read_all(b"a" * 100, declared=None, limit=100, content_type="application/json")) == 100


def ask(**environ: Any) -> tuple[str, dict[str, str]]:
    """The status and the headers of an answer of the whole application."""
    request = {"HTTP_HOST": "localhost", "REMOTE_ADDR": "203.0.113.9", **environ}
    setup_testing_defaults(request)
    answered: list[Any] = []

    def start_response(*answer: Any) -> Any:
        answered.extend(answer)

    assert b"".join(application(request, start_response))
    return answered[0], dict(answered[1])


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"PATH_INFO": "/health"}, "200"),
        ({"PATH_INFO": "/api/v1/me", "CONTENT_LENGTH": "13000000"}, "413"),
        ({"PATH_INFO": "/api/v1/me", "CONTENT_LENGTH": "many"}, "400"),
        ({"PATH_INFO": "/api/v1/files/", "CONTENT_LENGTH": "13000000", "REQUEST_METHOD": "POST"}, "401"),
        ({"PATH_INFO": "/api/v1/files", "CONTENT_LENGTH": "9" * 30, "REQUEST_METHOD": "POST"}, "413"),
        ({"PATH_INFO": "/api/v1/me", "HTTP_TRANSFER_ENCODING": "chunked", "REQUEST_METHOD": "PATCH"}, "401"),
    ],
)
def test_the_limit_depends_on_the_address(environ: dict[str, str], status: str) -> None:
    assert ask(**environ)[0].startswith(status)


@pytest.mark.parametrize(("peer", "believed"), [("10.0.0.5", True), ("203.0.113.9", False), ("", False)])
def test_the_scheme_is_believed_of_a_trusted_proxy_only(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, peer: str, believed: bool
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxies": ["10.0.0.0/8"]})
    settings.SECURE_HSTS_SECONDS = 60
    # The middleware reads the setting when it is made.
    monkeypatch.setattr(server, "django_application", WSGIHandler())
    _, headers = ask(PATH_INFO="/health", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    assert ("Strict-Transport-Security" in headers) is believed
