"""A new version with a new column takes the place of the old one, process by process, under load."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGTERM

import httpx
import pytest

from tests.chaos.databases import PostgresDatabase
from tests.support.product import ROOT, Distributed, Process, eventually, free_port, started

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.services, pytest.mark.timeout(600)]

REQUEST = {"inputs": [{"text": '{"a": 1}', "name": "a.json"}], "options": {"style": "minify"}}
MIGRATION = '''
from django.db import migrations, models

class Migration(migrations.Migration):
    """What expand-and-contract allows: a column that who does not know it need not fill."""

    dependencies = [("tools", "{latest}")]
    operations = [
        migrations.AddField("toolexecution", "remark", models.TextField(default="new", db_default="old"))
    ]
'''
MODEL = """
from django.db import models as _models

ToolExecution.add_to_class("remark", _models.TextField(default="new", db_default="old"))
"""


def newer_version(folder: Path) -> Path:
    """This code with one more column."""
    for name in ("apps", "common"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    migrations = folder / "apps/tools/migrations"
    latest = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "9999_remark.py").write_text(MIGRATION.format(latest=latest))
    with (folder / "apps/tools/models/__init__.py").open("a") as file:
        file.write(MODEL)
    return folder


@pytest.fixture
def database() -> Iterator[PostgresDatabase]:
    """An empty one beside that of DATABASE_URL."""
    made = PostgresDatabase(os.environ["DATABASE_URL"])
    yield made
    made.drop()


class Load(threading.Thread):
    """Submits until told to stop, by whichever client it has."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(name="load", daemon=True)
        self.over = threading.Event()
        self.accepted: list[str] = []
        self.refused: list[str] = []
        self.client = client

    def run(self) -> None:
        """One after the other, as fast as it goes."""
        while not self.over.is_set():
            answer = self.client.post("/tools/json-format/executions", json=REQUEST)
            if answer.is_success:  # or ended before it was answered
                self.accepted.append(answer.json()["id"])
            elif answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self.over.wait(0.5)
            else:
                self.refused.append(answer.text)

    def wait_for_more(self) -> None:
        """Return when ten more were accepted."""
        wanted = len(self.accepted) + 10
        eventually(lambda: len(self.accepted) >= wanted or self.refused, seconds=60, what="more work")


@contextmanager
def loading(client: httpx.Client) -> Iterator[Load]:
    """Work that keeps coming."""
    load = Load(client)
    load.start()
    try:
        yield load
    finally:
        load.over.set()
        load.join()


def end(process: Process) -> None:
    """As a deployment does."""
    process.send_signal(SIGTERM)
    assert process.wait(timeout=60) in {0, -SIGTERM}


def test_old_and_new_code_work_side_by_side_while_the_database_is_migrated(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    environment = {**database.environment, "BROKER_URL": os.environ["BROKER_URL"], "WORKER_CONCURRENCY": "2"}
    with ExitStack() as stack:
        product = stack.enter_context(started(Distributed(_folder(tmp_path, "data"), **environment)))
        workers = [product.start_worker("first"), product.start_worker("second")]
        eventually(lambda: len(database.query("SELECT 1 FROM tools_workernode")) == len(workers), seconds=60)
        client = stack.enter_context(product.client())
        with loading(client) as load:
            load.wait_for_more()
            product.root = newer_version(tmp_path / "newer")

            product.manage("migrate", "--verbosity", "0")
            load.wait_for_more()  # the old API and workers on the new table
            newer_worker = product.start_worker("third")
            end(workers[0])
            load.wait_for_more()  # the old API with an old and a new worker
            port = free_port()
            product.start_api(port=port)
            eventually(lambda: _is_up(port), seconds=60, what="the new API")
            load.client = stack.enter_context(_same_user(client, port=port))
            load.wait_for_more()  # the new API with an old and a new worker
            end(workers[1])
            load.over.set()

        assert load.refused == []
        eventually(lambda: not _unended(client), seconds=120, what="the end of all")
        assert newer_worker.poll() is None
        found = _rows(database)
        assert set(found) == set(load.accepted)
        assert {ended for ended, _ in found.values()} == {("completed", 0, 1)}
        assert {remark for _, remark in found.values()} == {"old", "new"}


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").is_success
    except httpx.TransportError:
        return False


def _same_user(client: httpx.Client, *, port: int) -> httpx.Client:
    url = f"http://127.0.0.1:{port}/api/v1"
    return httpx.Client(base_url=url, headers={"Authorization": client.headers["Authorization"]}, timeout=30)


def _unended(client: httpx.Client) -> list[object]:
    page = client.get("/executions?status=pending&status=processing&limit=1").json()
    found: list[object] = page["items"]
    return found


def _rows(database: PostgresDatabase) -> dict[str, tuple[tuple[object, ...], str]]:
    """By id: status, losses and attempts; and the new column."""
    rows = database.query("SELECT id, status, lost, attempt, remark FROM tools_toolexecution")
    return {str(row[0]): (row[1:4], row[4]) for row in rows}
