"""Django's answers: asked for in a thread, sent without one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from asgiref.typing import ASGISendCallable
from django.db import close_old_connections
from django.http import HttpResponse, HttpResponseBase

from apps.config.wsgi import application as django_application

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django said; `response` is kept for those that are more than bytes."""

    status: int
    headers: Headers
    response: HttpResponseBase
    content: bytes | None
    """None when it comes piece by piece."""

    def without_length(self) -> "Answer":
        """For a stream whose end nobody knows."""
        return replace(self, headers=[item for item in self.headers if item[0] != b"content-length"])

    @property
    def pieces(self) -> Iterator[bytes]:
        """The content of a stream."""
        return iter(self.response)


def ask_django(environ: dict[str, Any]) -> Answer:
    """Answer one request in this thread; a stream is only begun, and holds no database connection."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        started.append((status, headers))

    response: HttpResponseBase = django_application(environ, start_response)
    status, headers = started[0]
    content = response.content if isinstance(response, HttpResponse) else None
    if content is None:
        close_old_connections()
    else:
        response.close()
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answer(int(status.split(" ", 1)[0]), encoded, response, content)


async def send_content(answer: Answer, send: ASGISendCallable, *, is_head: bool) -> None:
    """Send what is there as a whole; a HEAD gets the length and not the bytes."""
    content = answer.content or b""
    if not any(name == b"content-length" for name, _ in answer.headers) and answer.status not in {204, 304}:
        answer.headers.append((b"content-length", str(len(content)).encode()))
    await send_start(answer, send)
    await send({"type": "http.response.body", "body": b"" if is_head else content, "more_body": False})


async def send_start(answer: Answer, send: ASGISendCallable) -> None:
    """Send status and headers."""
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": answer.headers,
            "trailers": False,
        }
    )


async def send_piece(piece: bytes, send: ASGISendCallable, *, more: bool = True) -> None:
    """Send a part of the body; returns when the client keeps up."""
    await send({"type": "http.response.body", "body": piece, "more_body": more})
