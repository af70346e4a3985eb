"""Bells: a ring only means "look", so a lost, late or repeated one changes nothing."""

import select
import socket
from collections.abc import Callable
from contextlib import suppress

from loguru import logger


class Bell:
    """A socket pair made before forking; whoever inherits it may ring, one process waits."""

    def __init__(self) -> None:
        self._ringer, self._listener = socket.socketpair()
        self._ringer.settimeout(0)
        self._listener.settimeout(0)

    def fileno(self) -> int:
        """What an event loop watches to know that it rang; `wait(0)` then answers at once."""
        return self._listener.fileno()

    def ring(self) -> None:
        """Wake who waits; a full buffer means that it is awake already."""
        with suppress(BlockingIOError, BrokenPipeError):
            self._ringer.send(b"!")

    def wait(self, seconds: float) -> int:
        """How often it rang, at the latest after so many seconds."""
        select.select([self._listener], [], [], seconds)
        with suppress(BlockingIOError):
            return len(self._listener.recv(4096))
        return 0


class Doorbell:
    """What is pressed. Whoever composes the process hangs a bell here; without one, the others poll."""

    def __init__(self) -> None:
        self._press: Callable[[], None] | None = None

    def hang(self, press: Callable[[], None]) -> None:
        """Connect it: to a Bell on one machine, to a broker's message elsewhere."""
        self._press = press

    def ring(self) -> None:
        """Tell the others to look; never raises, because they find what nobody announced."""
        if self._press is None:
            return
        try:
            self._press()
        except Exception as error:  # noqa: BLE001 - brokers fail in many ways, none of them ours to report
            logger.warning("The bell could not be rung: {}", type(error).__name__)


doorbell = Doorbell()
"""Pressed when there is work."""

news_bell = Doorbell()
"""Pressed when something has happened to an execution."""
