"""Wakes the sender of this process; a ring only means "look", so a lost one costs a second."""

import threading


class WebhookBell:
    """Rung by any thread; heard by the one sender."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Let the sender look now."""
        self._rung.set()

    def wait(self, seconds: float) -> None:
        """Return at the next ring, at the latest after so many seconds."""
        self._rung.wait(seconds)
        self._rung.clear()


webhook_bell = WebhookBell()
"""One a process."""
