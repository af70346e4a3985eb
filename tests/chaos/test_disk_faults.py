"""A storage that is full or read-only, and a database without room."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.conftest import Chaos, broken_promises
from tests.chaos.faults.disks import no_room, small_disk
from tests.support.product import eventually, running

pytestmark = [
    pytest.mark.faults,
    pytest.mark.processes,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]

REQUEST = {"inputs": [{"text": '{"a": 1}', "name": "a.json"}], "options": {}}


def test_a_storage_that_is_full_or_read_only_for_a_while_loses_nothing(chaos: Chaos) -> None:
    found = chaos(
        "--executions", "200", "--faults", "disk_full,disk_read_only", "--kill-every", "0",
        "--fault-every", "12", "--slow-share", "0",
    )  # fmt: skip

    assert broken_promises(found) == {}, found["violations"]
    assert set(found["faults"]) == {"disk_full", "disk_read_only"}
    assert set(found["answers"]) <= {"200", "201", "202", "409", "503", "507"}


def test_a_database_without_room_refuses_and_goes_on_when_there_is_some(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with small_disk(data_dir, size="48m"), running(data_dir, LEASE="5s") as product:
        client = product.client()
        with no_room(data_dir):
            refused = client.post("/tools/json-format/executions", json=REQUEST)
            reading = client.get("/executions")

        accepted = client.post("/tools/json-format/executions", json=REQUEST, headers={"Prefer": "wait=30"})

        assert refused.status_code in {503, 507}, refused.text
        assert (refused.json()["retryable"], reading.status_code) == (True, 200)
        assert accepted.json()["status"] in {"completed", "pending", "processing"}, accepted.text
        address = f"/executions/{accepted.json()['id']}"
        eventually(lambda: client.get(address).json()["status"] == "completed", seconds=120)
        with closing(sqlite3.connect(data_dir / "magictoolbox.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            counted = database.execute("SELECT count(*) FROM tools_toolexecution").fetchall()
        assert counted == [(1,)]
        product.kill(product.started)
