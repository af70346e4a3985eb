"""One POST over one connection to an address that was checked; everything within one deadline.

Small on purpose: no redirects, no proxies, no cookies, no decoding, and of the answer only its head counts.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from time import monotonic

from apps.tools.webhooks.addresses import Place
from apps.tools.webhooks.urls import ReceiverUrl

HEAD_MAX = 32 * 2**10
BODY_MAX = 64 * 2**10
_CHUNK = 16 * 2**10
_END = b"\r\n\r\n"


class BadAnswerError(Exception):
    """What the receiver answered is no HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said."""

    status: int
    headers: Message


class Deadline:
    """A moment after which nothing may go on; a receiver that drips cannot move it."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self, *, at_most: float = float("inf")) -> float:
        """Seconds until then; raises TimeoutError when there are none."""
        left = min(self._end - monotonic(), at_most)
        if left <= 0:
            raise TimeoutError
        return left


def post(
    url: ReceiverUrl,
    places: Iterable[Place],
    *,
    headers: Mapping[str, str],
    body: bytes,
    tls: ssl.SSLContext,
    connect_seconds: float,
    deadline: Deadline,
) -> Answer:
    """Send it and read the answer; raises OSError (TimeoutError, ssl.SSLError), BadAnswerError."""
    with closing(_connect(places, seconds=connect_seconds, deadline=deadline)) as plain:
        plain.settimeout(deadline.left(at_most=connect_seconds))
        connection = tls.wrap_socket(plain, server_hostname=url.host) if url.scheme == "https" else plain
        with closing(connection):
            _send(connection, _request(url, headers, body), deadline=deadline)
            return _read(connection, deadline=deadline)


def _connect(places: Iterable[Place], *, seconds: float, deadline: Deadline) -> socket.socket:
    """To the first that takes it."""
    failure: OSError = OSError("the host has no address")
    for place in places:
        connection = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.left(at_most=seconds))
            connection.connect(place.address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _request(url: ReceiverUrl, headers: Mapping[str, str], body: bytes) -> bytes:
    fields = {"Host": url.host_header, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    head = [f"POST {url.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(head).encode("ascii") + body


def _send(connection: socket.socket, data: bytes, *, deadline: Deadline) -> None:
    left = memoryview(data)
    # Who answers before all is sent has closed its side; what it answered can still be read.
    with suppress(BrokenPipeError, ConnectionResetError):
        while left:
            connection.settimeout(deadline.left())
            left = left[connection.send(left) :]


def _read(connection: socket.socket, *, deadline: Deadline) -> Answer:
    received = b""
    while True:
        while _END not in received:
            if len(received) > HEAD_MAX:
                raise BadAnswerError(f"the head of its answer is longer than {HEAD_MAX} bytes")
            connection.settimeout(deadline.left())
            if not (chunk := connection.recv(_CHUNK)):
                raise BadAnswerError("it closed the connection without an answer")
            received += chunk
        head, _, received = received.partition(_END)
        answer = _parse(head)
        if answer.status >= 200:  # noqa: PLR2004 - below it, the answer is still to come
            _drop_body(connection, read=len(received), deadline=deadline)
            return answer


def _parse(head: bytes) -> Answer:
    line, _, fields = head.partition(b"\r\n")
    version, _, rest = line.partition(b" ")
    code = rest[:3]
    if not version.startswith(b"HTTP/1.") or not code.isdigit() or not 100 <= int(code) <= 599:  # noqa: PLR2004 - of HTTP
        raise BadAnswerError("its answer is no HTTP/1.1")
    return Answer(int(code), BytesParser(policy=HTTP).parsebytes(fields + _END, headersonly=True))


def _drop_body(connection: socket.socket, *, read: int, deadline: Deadline) -> None:
    """Let a receiver finish that writes a little; what it says is not looked at."""
    with suppress(OSError):
        while read < BODY_MAX:
            connection.settimeout(deadline.left(at_most=1))
            if not (chunk := connection.recv(_CHUNK)):
                return
            read += len(chunk)
