"""Tells the threads that wait for an end to look again; where no bell is hung, they look by the clock."""

import threading

from apps.tools.worker.bell import Bell

LISTEN_SECONDS = 60.0


class Chime:
    """One a process: passes the rings of a bell on to any number of threads."""

    def __init__(self) -> None:
        self._bell: Bell | None = None
        self._listener = threading.Thread()
        self._rung = threading.Condition()
        self.count = 0
        """How often it has rung; read it before looking, so that no ring in between is missed."""

    @property
    def has_bell(self) -> bool:
        """Whether ends are announced here at all."""
        return self._bell is not None

    def hang(self, bell: Bell) -> None:
        """Listen to this bell, also in a process that is forked later."""
        self._bell = bell

    def wait(self, seconds: float, *, after: int) -> None:
        """Return at the first ring after so many, at the latest after so many seconds."""
        with self._rung:
            if self._bell is not None and not self._listener.is_alive():
                # Only now, as a thread does not survive a fork.
                self._listener = threading.Thread(
                    target=self._pass_on, args=[self._bell], name="chime", daemon=True
                )
                self._listener.start()
            self._rung.wait_for(lambda: self.count != after, timeout=seconds)

    def _pass_on(self, bell: Bell) -> None:
        while True:
            if bell.wait(LISTEN_SECONDS):
                with self._rung:
                    self.count += 1
                    self._rung.notify_all()


chime = Chime()
"""Rings when a worker of this machine has ended an execution."""
