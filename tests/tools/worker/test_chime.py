"""Who waits for an end is woken by the worker's bell."""

import os
import threading
import time

from apps.tools.worker.bell import Bell
from apps.tools.worker.chime import Chime

LONG = 20.0


def test_one_ring_wakes_all_who_wait() -> None:
    bell, chime = Bell(), Chime()
    chime.hang(bell)
    started = time.monotonic()
    waiting = [threading.Thread(target=chime.wait, args=[LONG], kwargs={"after": 0}) for _ in range(3)]
    for thread in waiting:
        thread.start()
    bell.ring()
    for thread in waiting:
        thread.join()
    assert time.monotonic() - started < LONG


def test_a_ring_between_the_look_and_the_wait_is_not_missed() -> None:
    bell, chime = Bell(), Chime()
    chime.hang(bell)
    heard = chime.count
    bell.ring()
    chime.wait(LONG, after=heard)
    started = time.monotonic()
    chime.wait(LONG, after=heard)
    assert time.monotonic() - started < LONG


def test_without_a_bell_a_wait_takes_its_time() -> None:
    chime = Chime()
    assert not chime.has_bell
    started = time.monotonic()
    chime.wait(0.05, after=0)
    assert time.monotonic() - started >= 0.05


def test_a_forked_process_hears_the_bell_that_was_hung_before() -> None:
    bell, chime = Bell(), Chime()
    chime.hang(bell)
    child = os.fork()
    if not child:
        try:
            chime.wait(LONG, after=0)
        finally:
            os._exit(chime.count)
    bell.ring()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
