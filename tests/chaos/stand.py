"""What a run needs of an installation, and an operator's init: what dies is started again."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Protocol

import psutil

from tests.chaos.processes import below, children, is_alive, left_over, reap_orphans
from tests.support.product import Installation, Process

REVIVE_EVERY = 0.1
REAP_EVERY = 20
"""Looks: it means reading the whole process table."""
STOP_SECONDS = 120.0


class Stand(Protocol):
    """What clients, faults and the report need of an installation."""

    @property
    def product(self) -> Installation:
        """Its processes and its address."""
        ...

    def start(self) -> None:
        """Start everything; returns when it is ready."""
        ...

    def revive(self) -> None:
        """Start again what has died."""
        ...

    def stop(self) -> list[str]:
        """Stop everything as an operator does; what did not end as it should, as sentences."""
        ...

    def deploy(self, before: Callable[[psutil.Process], None]) -> list[str]:
        """Replace every process that runs executions, telling who goes before it goes."""
        ...

    def workers(self) -> list[psutil.Process]:
        """The processes that claim."""
        ...

    def servers(self) -> list[psutil.Process]:
        """The processes that keep the API's processes."""
        ...


def processes_of_api(stand: Stand) -> list[psutil.Process]:
    """The processes that answer requests."""
    return [child for server in stand.servers() for child in children(server)]


def as_psutil(process: Process) -> list[psutil.Process]:
    """The same process, if it lives."""
    with suppress(psutil.NoSuchProcess):
        found = psutil.Process(process.pid)
        return [found] if process.poll() is None and is_alive(found) else []
    return []


def end(process: Process, name: str, number: signal.Signals) -> list[str]:
    """Ask it to end; what was wrong with its end.

    One that a fault had killed, or that was starting and could not listen yet, ended as it had to.
    """
    process.send_signal(number)
    try:
        status = process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for member in (found for one in as_psutil(process) for found in [one, *below(one)]):
            with suppress(psutil.NoSuchProcess):  # it ended with one before it
                member.kill()
        process.wait()
        return [f"{name} did not end within {STOP_SECONDS:.0f} s"]
    return [] if status in {0, -signal.SIGKILL, -number} else [f"{name} ended with {status}"]


class Init(threading.Thread):
    """Starts again what has died, until told to stop."""

    def __init__(self, stand: Stand, *, services: Callable[[], list[int]]) -> None:
        super().__init__(name="init", daemon=True)
        self._stand = stand
        self.services = services
        self._over = threading.Event()

    def run(self) -> None:
        """Look ten times a second."""
        for look in count(1):
            if self._over.wait(REVIVE_EVERY):
                return
            self._stand.revive()
            if look % REAP_EVERY:
                continue
            started = [process.pid for process in self._stand.product.started]
            reap_orphans(known=[*started, *self.services()])

    def stop(self) -> None:
        """Leave things as they are from now on."""
        self._over.set()
        self.join()


@contextmanager
def standing(stand: Stand, *, services: Callable[[], list[int]]) -> Iterator[Init]:
    """The installation, ready and looked after; nothing of it is left, whatever happens."""
    init = Init(stand, services=services)
    try:
        stand.start()
        init.start()
        yield init
    except BaseException:
        sys.stderr.write(stand.product.log.read_text()[-4000:])
        raise
    finally:
        if init.is_alive():
            init.stop()
        stand.product.kill(stand.product.started)
        for process in left_over(known=services()):
            with suppress(psutil.Error):
                process.kill()
