"""However rings and runs interleave: never more runs than slots, and no ring is missed."""

import sys
from collections.abc import Iterator
from itertools import accumulate
from threading import BoundedSemaphore, Event, Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.tools.models import ExecutionEvent, StoredFile, ToolExecution
from tests.tools.conftest import Queue
from tests.tools.worker.conftest import NewWorker

RINGS = st.lists(st.booleans(), min_size=1, max_size=20)
"""One after the other, each with something new to do or, as a late or repeated one, without."""


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Let threads take turns so often that the rarest order of steps comes up."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
@pytest.mark.parametrize("slots", [1, 2, 3])
def test_never_more_runs_than_slots_and_no_ring_is_missed(
    slots: int, new_worker: NewWorker, queue: Queue, track: StoredFile
) -> None:
    worker = new_worker(concurrency=slots)

    def ring(rings: list[bool]) -> None:
        for has_news in rings:
            if has_news:
                queue("gpx-analyze", track)
            worker.run_available()
        connection.close()

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ringers=st.lists(RINGS, min_size=2, max_size=4))
    def check(ringers: list[list[bool]]) -> None:
        before = ExecutionEvent.objects.count()
        threads = [Thread(target=ring, args=[rings]) for rings in ringers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not ToolExecution.objects.unended().exists()
        types = ExecutionEvent.objects.order_by("pk").values_list("type", flat=True)[before:]
        steps = {"claimed": 1, "completed": -1}
        assert max(accumulate((steps.get(kind, 0) for kind in types), initial=0)) <= slots

    check()


class LingeringSlots(BoundedSemaphore):
    """Slots whose release waits until it is let through."""

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.is_releasing = Event()
        self.may_release = Event()

    def release(self, n: int = 1) -> None:
        """Say so, wait, release."""
        self.is_releasing.set()
        self.may_release.wait()
        super().release(n)


def test_a_ring_that_comes_while_the_last_slot_is_given_back_is_not_missed(
    new_worker: NewWorker, queue: Queue, track: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, slots = new_worker(), LingeringSlots(1)
    monkeypatch.setattr(worker, "_slots", slots)
    looking = Thread(target=worker.run_available)
    looking.start()
    slots.is_releasing.wait()  # it has found nothing

    queue("gpx-analyze", track)
    worker.run_available()  # no slot is free
    slots.may_release.set()

    looking.join()
    assert ToolExecution.objects.get().status == "completed"
