"""An execution that kills its worker each time it runs ends, and from the third time takes nobody with it."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import httpx
import psutil
import pytest

from tests.chaos.databases import Database, PostgresDatabase, SqliteDatabase
from tests.support.product import Product, eventually

HOSTILE_TOOLS = Path(__file__).parents[1] / "tools" / "toolhost" / "plugins"
MAX_LOST = 8
SHARED = 2
"""Losses until an execution is suspected."""

pytestmark = [pytest.mark.faults, pytest.mark.processes]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The one that the product is to use, as its administrator sees it."""
    address = os.environ.get("DATABASE_URL", "")
    made = PostgresDatabase(address) if address.startswith("postgres") else SqliteDatabase(tmp_path)
    yield made
    made.drop()


@pytest.fixture
def product(tmp_path: Path, database: Database) -> Iterator[Product]:
    """One that has tools which wait, and three slots."""
    environment = database.environment | {"PYTHONPATH": str(HOSTILE_TOOLS), "WORKER_CONCURRENCY": "3"}
    product = Product(tmp_path, **environment)
    try:
        product.start()
        product.wait_until_ready(seconds=300)
        yield product
    finally:
        product.kill(product.started)


def wait(client: httpx.Client, *, seconds: float) -> UUID:
    """Accepted work of this length."""
    answer = client.post("/tools/wait-a-while/executions", json={"options": {"seconds": seconds}})
    assert answer.status_code == 202, answer.text
    return UUID(answer.json()["id"])


def losses(database: Database, execution: UUID) -> int:
    """How often its worker was lost."""
    rows = database.query("SELECT id, lost FROM tools_toolexecution")
    return next(int(lost) for key, lost in rows if UUID(str(key)) == execution)


def running(database: Database, workspaces: Path) -> dict[UUID, str]:
    """What workers have begun, and who; what only waits for its beginning has no workspace."""
    told = "SELECT id, worker, lease_token FROM tools_toolexecution WHERE status = 'processing'"
    rows = ((UUID(str(key)), str(worker), UUID(str(token))) for key, worker, token in database.query(told))
    return {key: worker for key, worker, token in rows if (workspaces / worker / str(token)).exists()}


def kill_its_worker(database: Database, workspaces: Path, execution: UUID) -> set[UUID]:
    """As soon as one has begun it; what else that worker was running at its death."""
    worker = eventually(
        lambda: running(database, workspaces).get(execution), seconds=120, what="a worker for the poison"
    )
    process = psutil.Process(int(worker.split("-")[2]))
    process.suspend()  # from now on it begins nothing
    beside = {key for key, holder in running(database, workspaces).items() if holder == worker}
    process.kill()
    return beside - {execution}


@pytest.mark.timeout(900)
def test_poison_ends_and_the_innocent_are_done(product: Product, database: Database) -> None:
    with closing(product.client()) as client:
        poison = wait(client, seconds=600)
        innocents = [wait(client, seconds=2) for _ in range(4)]

        beside, workspaces = [], product.data_dir / "workspaces"
        for number in range(1, MAX_LOST + 1):
            beside.append(kill_its_worker(database, workspaces, poison))
            eventually(lambda: losses(database, poison) == number, seconds=120)  # noqa: B023 - called at once

        eventually(lambda: not running(database, workspaces), seconds=240, what="the end of the innocent")
        product.wait_until_ready()
        ended = client.get(f"/executions/{poison}").json()
        assert (ended["status"], ended["error"]["code"]) == ("failed", "worker_lost")
        assert beside[SHARED:] == [set()] * (MAX_LOST - SHARED)
        for innocent in innocents:
            answer = client.get(f"/executions/{innocent}", headers={"Prefer": "wait=60"}).json()
            assert answer["status"] == "completed"
            assert losses(database, innocent) <= SHARED
