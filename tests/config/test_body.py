"""A body is counted as it comes, must be whole before Django sees it, and never lies about its scheme."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from asgiref.typing import HTTPScope
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler

from apps.config.server import answers
from apps.config.server.application import Application
from apps.config.server.body import Body, receive_body

FORM = "multipart/form-data; boundary=xyz"
WHOLE = b"--xyz\r\n\r\nhello\r\n--xyz--\r\n"
GONE = {"type": "http.disconnect"}


def scope_of(path: str = "/api/v1/me", method: str = "POST", peer: str = "", **headers: str) -> HTTPScope:
    """A request as a server describes it."""
    described: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in ({"host": "localhost"} | headers).items()
        ],
        "client": (peer or "203.0.113.9", 40000),
        "server": ("127.0.0.1", 8000),
    }
    found: HTTPScope = described
    return found


class Sender:
    """Sends a body in pieces, and then goes on or goes away."""

    def __init__(self, pieces: Sequence[bytes], *, goes_away: bool = False) -> None:
        self.pieces = list(pieces)
        self.goes_away = goes_away
        self.taken = 0

    async def __call__(self) -> Any:
        """The next piece."""
        if self.pieces:
            piece = self.pieces.pop(0)
            self.taken += len(piece)
            return {
                "type": "http.request",
                "body": piece,
                "more_body": bool(self.pieces) or self.goes_away,
            }
        return GONE


def received(sender: Sender, path: str = "/api/v1/me", **headers: str) -> Body:
    """What the server keeps of it."""
    return asyncio.run(receive_body(scope_of(path, **headers), sender))


def pieces(content: bytes, size: int = 7) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("length", [{"content_length": str(len(WHOLE))}, {"transfer_encoding": "chunked"}])
def test_a_whole_form_is_received_as_it_is(length: dict[str, str]) -> None:
    with received(Sender(pieces(WHOLE)), content_type=FORM, **length) as body:
        assert (body.refusal, body.size, body.file.read()) == (None, len(WHOLE), WHOLE)


def test_a_large_form_is_received_as_it_is() -> None:
    content = b"--xyz\r\n\r\n" + bytes(range(256)) * 4000 + b"\r\n--xyz--\r\n"
    with received(Sender(pieces(content, 10_000)), content_type=FORM, transfer_encoding="chunked") as body:
        assert (body.refusal, body.file.read()) == (None, content)


def test_a_form_without_its_end_is_refused() -> None:
    with received(Sender(pieces(WHOLE[:-5])), content_type=FORM, transfer_encoding="chunked") as body:
        assert body.refusal is not None
        assert (body.refusal.code, body.size) == ("malformed_request", 0)


def test_nothing_of_a_body_that_breaks_off_is_taken() -> None:
    with received(Sender([b'{"half":'], goes_away=True), content_length="100") as body:
        assert body.refusal is not None
        assert (body.refusal.code, body.size) == ("malformed_request", 0)


def test_a_body_that_grows_beyond_the_limit_is_cut_there(settings: LazySettings) -> None:
    settings.JSON_BODY_MAX = 100
    sender = Sender([b"a" * 60] * 50)
    with received(sender, transfer_encoding="chunked") as body:
        assert body.refusal is not None
        assert (body.refusal.code, sender.taken) == ("too_large", 120)
    with received(Sender([b"a" * 100]), transfer_encoding="chunked") as body:
        assert (body.refusal, body.size) == (None, 100)


def test_of_a_length_that_is_too_large_not_a_byte_is_read() -> None:
    sender = Sender([b"a"] * 10)
    with received(sender, content_length="13000000") as body:
        assert body.refusal is not None
        assert (body.refusal.code, sender.taken) == ("too_large", 0)


class Trickle:
    """Sends a byte at a time, in even steps."""

    def __init__(self, *, count: int, seconds: float) -> None:
        self.left = count
        self.seconds = seconds

    async def __call__(self) -> Any:
        """The next byte, when its time has come."""
        self.left -= 1
        await asyncio.sleep(self.seconds)
        return {"type": "http.request", "body": b" ", "more_body": self.left > 0}


@pytest.mark.parametrize(("slowest", "code"), [(1, None), (1000, "upload_timeout")])
def test_a_body_may_be_slow_but_not_without_end(
    slowest: int, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.config.server.body.SILENCE", 1.5)
    monkeypatch.setattr("apps.config.server.body.SLOWEST", slowest)
    trickle = Trickle(count=150, seconds=0.02)
    with asyncio.run(receive_body(scope_of(transfer_encoding="chunked"), trickle)) as body:
        assert (body.refusal and body.refusal.code) == code
    assert (trickle.left == 0) == (code is None)


def ask(application: Application, scope: HTTPScope, body: bytes = b"") -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer of the whole application."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(application(scope, Sender([body]), send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


@pytest.fixture
def application(transactional_db: None) -> Application:
    """The whole application, with threads of its own."""
    return Application()


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (scope_of("/health", "GET"), 200),
        (scope_of(content_length="13000000"), 413),
        (scope_of(content_length="many"), 400),
        (scope_of("/api/v1/files/", content_length="13000000"), 401),
        (scope_of("/api/v1/files", content_length="9" * 30), 413),
        (scope_of(method="PATCH", transfer_encoding="chunked"), 401),
    ],
)
def test_the_limit_depends_on_the_address(application: Application, scope: HTTPScope, status: int) -> None:
    assert ask(application, scope)[0] == status


@pytest.mark.parametrize(("peer", "believed"), [("10.0.0.5", True), ("203.0.113.9", False)])
def test_the_scheme_is_believed_of_a_trusted_proxy_only(
    application: Application,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    peer: str,
    believed: bool,
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxies": ["10.0.0.0/8"]})
    settings.SECURE_HSTS_SECONDS = 60
    # The middleware reads the setting when it is made.
    monkeypatch.setattr(answers, "django_application", WSGIHandler())
    _, headers = ask(application, scope_of("/health", "GET", peer, x_forwarded_proto="https"))
    assert ("strict-transport-security" in headers) is believed


def test_a_header_with_an_underscore_is_not_taken_for_another(application: Application) -> None:
    scope = scope_of("/health", "GET")
    scope["headers"] = [*scope["headers"], (b"x_request_id", b"forged")]
    assert ask(application, scope)[1]["x-request-id"] != "forged"
