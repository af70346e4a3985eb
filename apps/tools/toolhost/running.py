"""A run as the worker's thread sees it that waits for its outcome."""

import socket
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

from apps.tools.toolhost import processes, protocol
from apps.tools.toolhost.faults import lost_fault
from apps.tools.toolhost.jobs import Outcome
from apps.tools.toolhost.protocol import Begun, Ended, Progress
from apps.tools.toolhost.workspaces import kill_processes_in

LOOK_SECONDS: Final = 0.5
KILL_SECONDS: Final = 3.0
"""For a keeper to end its run when it is told to; one that hangs is ended with it."""


class RunningTool:
    """A run on its way."""

    def __init__(self, connection: socket.socket, *, workspace: Path, within: float) -> None:
        self._connection = connection
        self._connection.settimeout(LOOK_SECONDS)
        self._workspace = workspace
        self._deadline = monotonic() + within
        self._keeper: int | None = None

    def wait(self, on_progress: Callable[[float, str], None]) -> Outcome:
        """Block until no process of the run is left; call once. `on_progress` gets fraction and message."""
        lines = protocol.LineBuffer(protocol.MAX_KEEPER_LINE)
        with self._connection:
            while data := self._receive():
                for line in lines.feed(data):
                    message = protocol.keeper_messages.validate_json(protocol.without_nul(line))
                    if isinstance(message, Ended):
                        return message.outcome
                    self._take(message, on_progress)
        return Outcome(fault=lost_fault())  # its keeper was killed

    def kill(self) -> None:
        """End the run with all its processes; returns at once, from any thread, also after the end."""
        self._deadline = min(self._deadline, monotonic() + KILL_SECONDS)
        try:
            self._connection.shutdown(socket.SHUT_WR)
        except OSError:
            return  # it has ended

    def _take(self, message: Begun | Progress, on_progress: Callable[[float, str], None]) -> None:
        if isinstance(message, Begun):
            self._keeper = message.keeper
        else:
            on_progress(message.fraction, message.message)

    def _receive(self) -> bytes:
        """The next bytes; none when the keeper has ended, if need be by force."""
        is_forced = False
        while True:
            try:
                return self._connection.recv(protocol.READ_SIZE)
            except TimeoutError:
                if monotonic() < self._deadline:
                    continue
                if is_forced:
                    return b""  # not even the kernel could end it in time
                self._end_by_force()
                is_forced, self._deadline = True, monotonic() + KILL_SECONDS
            except ConnectionError:
                return b""

    def _end_by_force(self) -> None:
        """The keeper lives, or its end of the connection would be closed; what it leaves the zygote ends."""
        if self._keeper is not None:
            processes.kill(self._keeper)
        kill_processes_in(self._workspace.resolve())
