"""A run as the worker's thread sees it that waits for its outcome."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

from apps.tools.toolhost import protocol
from apps.tools.toolhost.faults import lost_fault
from apps.tools.toolhost.jobs import Outcome
from apps.tools.toolhost.protocol import Ended, Progress
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
        """A pidfd: at tier 2 its number is none of ours, and no other process can ever get it."""

    def wait(self, on_progress: Callable[[float, str], None]) -> Outcome:
        """Block until no process of the run is left; call once. `on_progress` gets fraction and message."""
        try:
            with self._connection:
                return self._listen(on_progress)
        finally:
            if self._keeper is not None:
                os.close(self._keeper)

    def _listen(self, on_progress: Callable[[float, str], None]) -> Outcome:
        lines = protocol.LineBuffer(protocol.MAX_KEEPER_LINE)
        while data := self._receive():
            for line in lines.feed(data):
                match protocol.keeper_messages.validate_json(protocol.without_nul(line)):
                    case Ended(outcome=outcome):
                        return outcome
                    case Progress(fraction=fraction, message=message):
                        on_progress(fraction, message)
        return Outcome(fault=lost_fault())  # its keeper was killed

    def kill(self) -> None:
        """End the run with all its processes; returns at once, from any thread, also after the end."""
        self._deadline = min(self._deadline, monotonic() + KILL_SECONDS)
        try:
            self._connection.shutdown(socket.SHUT_WR)
        except OSError:
            return  # it has ended

    def _receive(self) -> bytes:
        """The next bytes; none when the keeper has ended, if need be by force."""
        is_forced = False
        while True:
            try:
                return self._receive_some()
            except TimeoutError:
                if monotonic() < self._deadline:
                    continue
                if is_forced:
                    return b""  # not even the kernel could end it in time
                self._end_by_force()
                is_forced, self._deadline = True, monotonic() + KILL_SECONDS
            except ConnectionError:
                return b""

    def _receive_some(self) -> bytes:
        data, descriptors, _, _ = socket.recv_fds(self._connection, protocol.READ_SIZE, 1)
        self._keeper = next(iter(descriptors), self._keeper)
        return data

    def _end_by_force(self) -> None:
        """The keeper lives, or its end of the connection would be closed; what it leaves the zygote ends."""
        if self._keeper is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._keeper, signal.SIGKILL)
        kill_processes_in(self._workspace.resolve())
