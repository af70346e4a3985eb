"""The disk of the database is full for a while: nothing accepted is lost, and nobody restarts anything."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.full_disk import fill, small_disk
from tests.support.product import Product, eventually, started
from tests.support.worker_process import HOSTILE_TOOLS

pytestmark = pytest.mark.processes


def wait_a_while(client: httpx.Client) -> httpx.Response:
    """Ask for work of a few seconds."""
    return client.post("/tools/wait-a-while/executions", json={"inputs": [], "options": {"seconds": 5}})


def test_work_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", megabytes=64) as disk:
        product = Product(disk, PYTHONPATH=str(HOSTILE_TOOLS))
        product.log = tmp_path / "log"
        with started(product):
            client = product.client()
            accepted = wait_a_while(client)
            assert accepted.status_code == httpx.codes.ACCEPTED
            address = f"/executions/{accepted.json()['id']}"
            eventually(lambda: client.get(address).json()["status"] == "processing")

            filler = fill(disk)

            eventually(lambda: "trying again" in product.log.read_text(), seconds=60)
            assert wait_a_while(client).is_server_error
            filler.unlink()
            eventually(lambda: client.get(address).json()["status"] == "completed", seconds=120)
            with closing(sqlite3.connect(disk / "magictoolbox.sqlite3")) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
