"""A worker that runs beside the test, for requests that wait for one."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from apps.tools.runner import Workplace, run_next


@pytest.fixture
def worker(workplace: Workplace) -> Iterator[None]:
    """A worker that runs what comes, in a thread of its own."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(0.01):
            run_next(workplace)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    done.set()
    thread.join()
