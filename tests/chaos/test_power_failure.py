"""Everything is gone at once: what was accepted is still there, and is done after the next start."""

import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from tests.chaos.processes import send
from tests.support.product import eventually, running

pytestmark = [pytest.mark.faults, pytest.mark.processes]


REQUEST = {"inputs": [{"text": '{"a": 1}', "name": "a.json"}], "options": {"style": "minify"}}


def test_what_was_accepted_before_all_processes_died_is_done_after_the_next_start(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        client = product.client()
        accepted = [
            client.post("/tools/json-format/executions", json=REQUEST).json()["id"] for _ in range(40)
        ]
        everything = product.processes()

        assert send(SIGKILL, everything) >= 4

        product.process.wait()
        with closing(sqlite3.connect(tmp_path / "magictoolbox.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        product.start()
        product.wait_until_ready(seconds=120)
        eventually(lambda: not unended(client), seconds=200)
        for execution in accepted:
            found = client.get(f"/executions/{execution}").json()
            content = client.get(found["outputs"][0]["content_url"].removeprefix("/api/v1")).content
            assert (found["status"], content) == ("completed", b'{"a":1}\n')


def unended(client: httpx.Client) -> list[object]:
    """What has no end yet."""
    page = client.get("/executions?status=pending&status=processing&limit=1").json()
    found: list[object] = page["items"]
    return found
