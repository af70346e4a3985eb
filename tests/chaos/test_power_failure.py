"""Everything is gone at once: what was accepted is still there, and is done after the next start."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from tests.chaos.faults.power import losable_disk
from tests.chaos.processes import send
from tests.support.product import Product, eventually, running

pytestmark = [pytest.mark.faults, pytest.mark.processes]


REQUEST = {"inputs": [{"text": '{"a": 1}', "name": "a.json"}], "options": {"style": "minify"}}
RESULT = b'{"a":1}\n'


def test_what_was_accepted_before_all_processes_died_is_done_after_the_next_start(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        client = product.client()
        accepted = submit(client, count=40)
        everything = product.processes()

        assert send(SIGKILL, everything) >= 4

        product.process.wait()
        check_database(tmp_path)
        start_again(product)
        eventually(lambda: not unended(client), seconds=200)
        for execution in accepted:
            assert result_of(client, execution) == RESULT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that can be switched off")
@pytest.mark.parametrize("completed_before", [1, 15, 30])
def test_what_was_told_before_the_power_was_lost_is_on_the_disk(
    tmp_path: Path, completed_before: int
) -> None:
    data_dir = tmp_path / "data"
    with losable_disk(tmp_path / "disk.img", data_dir) as disk, running(data_dir) as product:
        client = product.client()
        uploaded = [upload(client, number) for number in range(20)]
        accepted = submit(client, count=40)
        eventually(lambda: len(completed(client)) >= completed_before, seconds=60)
        seen = completed(client)
        unsynced = data_dir / "written-but-not-synced"
        unsynced.write_bytes(b"x" * 4096)

        disk.lose_power()
        product.kill(product.started)
        disk.unmount()
        disk.mount()

        assert not unsynced.exists() or unsynced.read_bytes() != b"x" * 4096, "this disk forgets nothing"
        check_database(data_dir)
        start_again(product)
        assert seen <= completed(client)
        for number, file in enumerate(uploaded):
            assert client.get(f"/files/{file}/content").content == text_of(number)
        eventually(lambda: not unended(client), seconds=200)
        for execution in accepted:
            assert result_of(client, execution) == RESULT
        product.kill(product.started)


def submit(client: httpx.Client, *, count: int) -> list[str]:
    """The ids of so many executions whose acceptance was answered."""
    return [client.post("/tools/json-format/executions", json=REQUEST).json()["id"] for _ in range(count)]


def upload(client: httpx.Client, number: int) -> str:
    """The id of a file whose upload was answered."""
    answer = client.post("/files", files={"file": (f"{number}.txt", text_of(number))})
    return str(answer.raise_for_status().json()["id"])


def text_of(number: int) -> bytes:
    """Larger than what is kept in memory of a request."""
    return f"{number}\n".encode() * 50_000


def completed(client: httpx.Client) -> set[str]:
    """The ids of what is completed."""
    page = client.get("/executions?status=completed&limit=100").json()
    return {execution["id"] for execution in page["items"]}


def unended(client: httpx.Client) -> list[object]:
    """What has no end yet."""
    page = client.get("/executions?status=pending&status=processing&limit=1").json()
    found: list[object] = page["items"]
    return found


def result_of(client: httpx.Client, execution: str) -> bytes:
    """The bytes of its only output."""
    found = client.get(f"/executions/{execution}").json()
    assert found["status"] == "completed", found
    return client.get(found["outputs"][0]["content_url"].removeprefix("/api/v1")).content


def check_database(data_dir: Path) -> None:
    """SQLite finds nothing wrong with it."""
    with closing(sqlite3.connect(data_dir / "magictoolbox.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def start_again(product: Product) -> None:
    """Switch on."""
    product.start()
    product.wait_until_ready(seconds=120)
