"""One request to one server, however it behaves: everything ends by the deadline."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic

import pytest
from pytest_django.fixtures import Settings

from apps.tools.webhooks.addresses import resolve
from apps.tools.webhooks.connection import Answer, BadAnswerError, Deadline, post
from apps.tools.webhooks.urls import ReceiverUrl

Behave = Callable[[socket.socket], None]
Serve = Callable[[Behave], ReceiverUrl]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """`serve(behave)` is the address of a server that does this with its first connection."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    servers: list[tuple[socket.socket, threading.Thread]] = []

    def start(behave: Behave) -> ReceiverUrl:
        listener = socket.create_server(("127.0.0.1", 0))

        def run() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    behave(connection)

        thread = threading.Thread(target=run)
        thread.start()
        servers.append((listener, thread))
        return ReceiverUrl.parse(f"http://127.0.0.1:{listener.getsockname()[1]}/")

    yield start
    for listener, thread in servers:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=60)
        assert not thread.is_alive()


def ask(url: ReceiverUrl, *, seconds: float = 30, body: bytes = b"{}") -> Answer:
    """POST there."""
    return post(
        url,
        resolve(url.host, url.port),
        headers={},
        body=body,
        tls=ssl.create_default_context(),
        connect_seconds=seconds,
        deadline=Deadline(seconds),
    )


def saying(*parts: bytes) -> Behave:
    """A server that reads the head and says these."""

    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        for part in parts:
            connection.sendall(part)

    return behave


def dripping(head: bytes, drop: bytes) -> Behave:
    """A server that never stops to say a little."""

    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(head)
        connection.settimeout(0.02)
        while True:
            with suppress(TimeoutError):  # until we have hung up
                if not connection.recv(65536):
                    return
            connection.sendall(drop)

    return behave


def test_an_answer_without_a_body_is_an_answer(serve: Serve) -> None:
    answer = ask(serve(saying(b"HTTP/1.1 204 No Content\r\nRetry-After: 7\r\n\r\n")))

    assert (answer.status, answer.headers["retry-after"]) == (204, "7")


def test_interim_answers_are_passed_over(serve: Serve) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"

    assert ask(serve(saying(interim, b"HTTP/1.1 500 Oops\r\n\r\n"))).status == 500


def test_an_answer_in_pieces_is_put_together(serve: Serve) -> None:
    assert ask(serve(saying(b"HT", b"TP/1.0 20", b"1\r", b"\n\r", b"\n"))).status == 201


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 999 X\r\n\r\n",
    ],
)
def test_what_is_no_http_is_no_answer(serve: Serve, said: bytes) -> None:
    with pytest.raises(BadAnswerError):
        ask(serve(saying(said)))


def test_a_head_without_end_is_not_read_to_the_end(serve: Serve) -> None:
    with pytest.raises(BadAnswerError, match="longer than 32768 bytes"):
        ask(serve(dripping(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 8192 + b"\r\n")))


def test_a_body_without_end_is_not_waited_for(serve: Serve) -> None:
    answer = ask(serve(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)))

    assert answer.status == 200


def test_a_receiver_that_drips_its_head_cannot_move_the_deadline(serve: Serve) -> None:
    began = monotonic()

    with pytest.raises(TimeoutError):
        ask(serve(dripping(b"HTTP/1.1 200 OK\r\n", b"X")), seconds=0.5)

    assert monotonic() - began >= 0.4


def test_a_receiver_that_drips_its_body_cannot_move_the_deadline(serve: Serve) -> None:
    assert ask(serve(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"X")), seconds=3).status == 200


def test_a_receiver_that_says_nothing_is_left(serve: Serve) -> None:
    def nothing(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass

    with pytest.raises(TimeoutError):
        ask(serve(nothing), seconds=0.3)


def test_a_receiver_that_reads_nothing_is_left(serve: Serve) -> None:
    released = threading.Event()

    def wait(_: socket.socket) -> None:
        released.wait(timeout=60)

    with pytest.raises(TimeoutError):
        ask(serve(wait), seconds=0.5, body=b"x" * 2**25)

    released.set()


def test_an_answer_before_all_was_read_counts(serve: Serve) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(1024)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    assert ask(serve(refuse), body=b"x" * 2**20).status == 413


def test_the_next_address_is_tried_when_one_does_not_answer(serve: Serve) -> None:
    url = serve(saying(b"HTTP/1.1 200 OK\r\n\r\n"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]

    answer = post(
        url,
        [*resolve("127.0.0.1", nobody), *resolve(url.host, url.port)],
        headers={},
        body=b"",
        tls=ssl.create_default_context(),
        connect_seconds=10,
        deadline=Deadline(30),
    )

    assert answer.status == 200


def test_what_is_sent_is_one_plain_request(serve: Serve) -> None:
    got: list[bytes] = []

    def keep(connection: socket.socket) -> None:
        got.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    url = serve(keep)
    ask(url, body=b"{}")

    assert got[0].decode().split("\r\n") == [
        "POST / HTTP/1.1", f"Host: 127.0.0.1:{url.port}", "Content-Length: 2", "Connection: close", "", "{}",
    ]  # fmt: skip
