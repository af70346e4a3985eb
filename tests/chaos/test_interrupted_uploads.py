"""Clients that stop in the middle, send a byte a second, or lose their server: nobody else notices."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from tests.chaos.processes import send
from tests.support.product import Product, eventually, running, tree

pytestmark = [pytest.mark.faults, pytest.mark.processes]

SIZE = 4 * 2**20
CONNECTIONS = 200


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The embedded default."""
    with running(tmp_path_factory.mktemp("data")) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> Iterator[httpx.Client]:
    """Someone with a key."""
    with product.client() as client:
        yield client


def rows(product: Product) -> int:
    """How many files there are, by the database."""
    with closing(sqlite3.connect(product.data_dir / "magictoolbox.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM tools_storedfile").fetchone()[0])


def begin_upload(product: Product, client: httpx.Client, *, share: float) -> socket.socket:
    """A connection that has sent this share of an upload, and nothing more."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    tail = b"\r\n--x--\r\n"
    connection = socket.create_connection(("127.0.0.1", product.port))
    lines = (
        "POST /api/v1/files HTTP/1.1",
        f"Host: 127.0.0.1:{product.port}",
        f"Authorization: {client.headers['Authorization']}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {len(head) + SIZE + len(tail)}",
    )
    connection.sendall("\r\n".join((*lines, "", "")).encode() + head + bytes(round(SIZE * share)))
    return connection


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_api_that_is_killed_in_the_middle_of_an_upload_keeps_nothing_of_it(
    product: Product, alice: httpx.Client, share: float
) -> None:
    before = rows(product)
    with begin_upload(product, alice, share=share):
        servers = [one for one in tree(product.process) if "granian" in " ".join(one.cmdline())]

        assert send(SIGKILL, servers) >= 1

    eventually(product.is_ready, seconds=120)
    assert rows(product) == before
    again = alice.post("/files", files={"file": ("a.bin", bytes(SIZE))})
    assert again.status_code == 201, again.text
    assert rows(product) == before + 1


def test_a_client_that_hangs_up_in_the_middle_leaves_neither_row_nor_file(
    product: Product, alice: httpx.Client
) -> None:
    before = rows(product)

    begin_upload(product, alice, share=0.5).close()

    received = product.data_dir / "uploads"
    assert alice.get("/files").status_code == 200
    eventually(lambda: not open_files(product, received), seconds=60, what="the end of the request")
    assert rows(product) == before


def open_files(product: Product, folder: Path) -> list[str]:
    """What the product's processes hold open in a folder."""
    held = [one.path for member in tree(product.process) for one in member.open_files()]
    return [path for path in held if Path(path).is_relative_to(folder)]


def test_hundreds_of_connections_that_dribble_their_headers_keep_nobody_waiting(
    product: Product, alice: httpx.Client
) -> None:
    with ExitStack() as stack:
        slow = []
        for _ in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", product.port)))
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            slow.append(connection)
        for _ in range(3):
            for connection in slow:
                connection.sendall(b"x")
            started = time.monotonic()

            answer = alice.get("/executions")

            assert answer.status_code == 200
            assert time.monotonic() - started < 20
