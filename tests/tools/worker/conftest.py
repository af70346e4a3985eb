"""Workers as processes have them, on a registry with tools that wait."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psutil
import pytest
from django.db import connection

from apps.tools.models import StoredFile
from apps.tools.worker import Worker
from tests.tools.conftest import Store

HOSTILE_TOOLS = Path(__file__).parents[1] / "toolhost" / "plugins"

NewWorker = Callable[..., Worker]
Outage = Callable[[], AbstractContextManager[None]]
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
        found = psutil.Process(worker.place.host.pid).children(recursive=True)
        return [process for process in found if _lives(process)]

    return find


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def track(store: Store) -> StoredFile:
    """A GPX file of two points."""
    points = "".join(f'<trkpt lat="{latitude}" lon="10"/>' for latitude in (47.0, 47.01))
    body = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    return store(f'<?xml version="1.0"?>{body}'.encode(), name="walk.gpx")
