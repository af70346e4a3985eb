"""The zygote: one thread, tools and libraries imported, forks a keeper for each run, runs nothing itself."""

import gc
import os
import selectors
import signal
import socket
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

from apps.tools.toolhost import bytecode, kernel, probes, processes, protocol, sandbox
from apps.tools.toolhost.confinement import probe_confinement
from apps.tools.toolhost.house import House
from apps.tools.toolhost.imports import ImportedTools, later_sources, other_modules
from apps.tools.toolhost.keeper import wait_for_run

PARENT_CHECK_SECONDS: Final = 1.0
SPARE_DELAY: Final = 0.005
"""Seconds after the last run before the next keeper is forked ahead."""
RUN: Final = b"run"


class Closable(Protocol):
    """What a keeper inherits and must let go."""

    def close(self) -> object:
        """Let go."""


def main(*, control: int, first_uid: int | None, plugins: tuple[str, ...], is_wrapped: bool) -> None:
    """Say what can be confined here, then fork keepers until the host is gone."""
    host = os.getppid()
    os.environ.update(sandbox.environment(tempfile.gettempdir()))
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    # A worker's thread may have blocked signals, and a blocked SIGTERM would pass on to every tool.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    house = House(
        tools=ImportedTools(plugins),
        confinement=probe_confinement(is_wrapped=is_wrapped),
        readable=sandbox.readable_paths(other_modules(plugins)),
        first_uid=first_uid if os.geteuid() == 0 else None,
        zygote=os.getpid(),
    )
    if house.confinement.seccomp:
        sandbox.filter_for(house.confinement)
    # What lives now lives for ever: a collection in a child would only copy its pages.
    gc.collect()
    gc.freeze()
    gc.enable()
    kernel.trim_memory()
    connection = socket.socket(fileno=control)
    ready = protocol.Ready(tier=house.confinement.tier, is_compiled=bytecode.is_kept(later_sources()))
    handle = os.pidfd_open(os.getpid())
    socket.send_fds(connection, [protocol.ready_messages.dump_json(ready)], [handle])
    os.close(handle)
    Zygote(house=house, connection=connection, host=host).serve()


@dataclass(frozen=True, slots=True)
class SpareKeeper:
    """A keeper that waits for its run at the other end of the channel."""

    pid: int
    channel: socket.socket


@dataclass(slots=True)
class Zygote:
    """The loop: launches come over the control socket, ended keepers are reaped, what they left is killed."""

    house: House
    connection: socket.socket
    host: int
    _keepers: set[int] = field(default_factory=set)
    _spare: SpareKeeper | None = None
    _was_asked: bool = False
    """Nothing is forked ahead for a worker that only stands by, which has been examined."""
    _inherited: list[Closable] = field(default_factory=list)

    def serve(self) -> None:
        """Until the host closes its end, or is not our parent any more; then end all that was begun."""
        waking, woken = socket.socketpair()
        waking.setblocking(False)  # noqa: FBT003 - the library's signature
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            self._inherited = [selector, self.connection, waking, woken]
            selector.register(self.connection, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            is_wanted = True
            while is_wanted and os.getppid() == self.host:
                ready = selector.select(self._patience)
                for key, _ in ready:
                    if key.fileobj is woken:
                        woken.recv(protocol.READ_SIZE)
                        self._reap()
                    else:
                        is_wanted = self._take()
                if not ready and self._was_asked and self._spare is None:
                    self._spare = self._fork_spare()
        processes.kill_descendants()

    @property
    def _patience(self) -> float:
        """Seconds to wait for something to happen; while runs want the processor, none is forked ahead."""
        is_set = self._spare or self._keepers or not self._was_asked
        return PARENT_CHECK_SECONDS if is_set else SPARE_DELAY

    def _take(self) -> bool:
        """Answer a ping, or give the connection that came to a keeper; no message is the host's end."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self.connection, protocol.READ_SIZE, 1)
            if message == protocol.PING:
                self.connection.send(protocol.PONG)
                return True
        except ConnectionError:
            return False
        if not message:
            return False
        tool = message.removeprefix(protocol.LAUNCH).decode()
        self._was_asked |= tool != probes.NAME
        self._import(tool)
        with socket.socket(fileno=descriptors[0]) as run:
            if not (self._spare and self._hand_over(self._spare, run)):
                self._hand_over(self._fork_spare(), run)
        self._spare = None
        return True

    def _import(self, tool: str) -> None:
        """So that no run after it has to; a keeper that was forked before knows nothing of it."""
        try:
            is_new = self.house.tools.fetch(tool)
        except Exception:  # noqa: BLE001 - its keeper will say the same, and the run's owner hear it
            traceback.print_exc()
            return
        if is_new:
            gc.freeze()
            kernel.trim_memory()
            if self._spare:
                self._spare.channel.close()
                self._spare = None

    def _hand_over(self, spare: SpareKeeper, run: socket.socket) -> bool:
        """Whether the keeper took the run; it may have been killed meanwhile."""
        begun = protocol.keeper_messages.dump_json(protocol.Begun()) + b"\n"
        with suppress(ConnectionError, ProcessLookupError):  # a host that is gone shows in the keeper
            handle = os.pidfd_open(spare.pid)
            try:
                socket.send_fds(run, [begun], [handle])
            finally:
                os.close(handle)
        with spare.channel:
            try:
                socket.send_fds(spare.channel, [RUN], [run.fileno()])
            except OSError:
                return False
        return True

    def _fork_spare(self) -> SpareKeeper:
        """A keeper that waits; it closes what is not its business, so that no end goes unnoticed."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        keeper = os.fork()
        if not keeper:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for thing in (*self._inherited, ours):
                thing.close()
            wait_for_run(self.house, theirs)
        theirs.close()
        self._keepers.add(keeper)
        return SpareKeeper(keeper, ours)

    def _reap(self) -> None:
        """Forget the keepers that ended; a child that is none was left by a keeper that was killed."""
        try:
            while ended := os.waitpid(-1, os.WNOHANG)[0]:
                self._keepers.discard(ended)
                if self._spare and self._spare.pid == ended:
                    self._spare.channel.close()
                    self._spare = None
        except ChildProcessError:
            return
        for stray in set(processes.children(os.getpid())) - self._keepers:
            processes.kill(stray)
