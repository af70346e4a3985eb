"""Workers as processes have them, on a registry with tools that wait."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from apps.tools.models import StoredFile, WorkerNode
from apps.tools.worker import Worker
from tests.support.product import Installation, Process, eventually
from tests.tools.conftest import Store

HOSTILE_TOOLS = Path(__file__).parents[1] / "toolhost" / "plugins"

NewWorker = Callable[..., Worker]
Outage = Callable[[], AbstractContextManager[None]]
StartWorker = Callable[..., Process]
RunProcesses = Callable[[Worker], list[psutil.Process]]


@pytest.fixture
def new_worker(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, fresh_registry: None
) -> Iterator[NewWorker]:
    """`new_worker()` has started and can run `wait-a-while`; all of them are stopped after the test."""
    monkeypatch.syspath_prepend(str(HOSTILE_TOOLS))
    workers: list[Worker] = []

    def make(*, concurrency: int = 1) -> Worker:
        worker = Worker(concurrency=concurrency)
        workers.append(worker)
        worker.start()
        return worker

    yield make
    for worker in workers:
        worker.stop(grace=0)


@pytest.fixture
def installation(transactional_db: None, data_dir: Path) -> Iterator[Installation]:
    """What processes of their own need to work on the test's database; they end with the test."""
    place = Installation(data_dir, LEASE="6s", SHUTDOWN_GRACE="1s", SECRET_KEY=str(settings.SECRET_KEY))
    if connection.vendor == "sqlite":
        (data_dir / "magictoolbox.sqlite3").symlink_to(connection.settings_dict["NAME"])
    else:
        place.environment["DATABASE_URL"] = database_url()
    yield place
    place.kill(place.started)


def database_url(*, port: int | None = None) -> str:
    """The test's PostgreSQL database, as it is or through another port."""
    database = connection.settings_dict
    address = f"{database['HOST']}:{port or database['PORT'] or 5432}/{database['NAME']}"
    user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgresql://{user}@{address}"


@pytest.fixture
def start_worker(installation: Installation) -> StartWorker:
    """`start_worker()` returns one that has reported, in a process of its own, on the test's database."""

    def start(*, port: int | None = None) -> Process:
        known = set(WorkerNode.objects.values_list("name", flat=True))
        environment = {"DATABASE_URL": database_url(port=port)} if port else {}
        process = installation.spawn(sys.executable, "-m", "tests.support.worker_process", **environment)
        eventually(
            lambda: set(WorkerNode.objects.values_list("name", flat=True)) - known,
            seconds=300,
            what=f"the report of a worker ({installation.log})",
        )
        return process

    return start


@pytest.fixture
def outage() -> Outage:
    """`with outage():` lets every change of an execution wait, as a database does that is out of reach."""

    @contextmanager
    def block() -> Iterator[None]:
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            if other.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            else:
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE tools_toolexecution IN ACCESS EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")

    return block


@pytest.fixture
def run_processes() -> RunProcesses:
    """The processes of a worker's runs, as far as they live."""

    def find(worker: Worker) -> list[psutil.Process]:
        zygote = psutil.Process(worker.place.host.pid)
        if worker.place.host.tier > 1:
            (zygote,) = zygote.children()  # the other only watches over it
        found = zygote.children(recursive=True)
        return [process for process in found if _works(process)]

    return find


def _works(process: psutil.Process) -> bool:
    """Whether it lives, and in a workspace: what only waits for a run stands elsewhere."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.cwd() != "/")
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


@pytest.fixture
def track(store: Store) -> StoredFile:
    """A GPX file of two points."""
    points = "".join(f'<trkpt lat="{latitude}" lon="10"/>' for latitude in (47.0, 47.01))
    body = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    return store(f'<?xml version="1.0"?>{body}'.encode(), name="walk.gpx")
