"""One sandboxed child under its keeper: started, listened to, watched, and always brought to an end."""

import os
import selectors
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from fcntl import F_DUPFD_CLOEXEC, fcntl
from signal import SIGTERM
from typing import Final

from pydantic import ValidationError

from apps.tools.toolhost import faults, processes, protocol
from apps.tools.toolhost.child import NO_MEMORY, Work, run_child
from apps.tools.toolhost.jobs import Fault
from apps.tools.toolhost.protocol import ChildMessage, Progress
from apps.tools.toolhost.sandbox import REPORT, Walls
from apps.tools.toolhost.watch import INTERVAL, Watch

LOG_SIZE: Final = 64 * 1024
TERM_SECONDS: Final = 2.0
"""Between asking a tool whose time is over to end, and ending it."""


@dataclass(slots=True)
class KeptChild:
    """A child and what became of it."""

    walls: Walls
    watch: Watch
    run_socket: socket.socket
    zygote: int
    on_progress: Callable[[Progress], None]
    message: ChildMessage | None = None
    fault: Fault | None = None
    killed: bool = False
    status: int = 0
    cpu_seconds: float = 0.0
    max_memory_kb: int = 0
    log: bytearray = field(default_factory=bytearray)
    _pid: int = 0
    _buffer: protocol.LineBuffer = field(default_factory=lambda: protocol.LineBuffer(protocol.MAX_CHILD_LINE))

    def run(self, work: Work) -> None:
        """Start the child and stay with it until it and all its descendants have ended."""
        report, report_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        log, log_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        keeper = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _arrange_descriptors(report=report_end, log=log_end)
            run_child(work, walls=self.walls, keeper=keeper)
        os.close(report_end)
        os.close(log_end)
        with selectors.DefaultSelector() as selector:
            handle = os.pidfd_open(self._pid)
            selector.register(handle, selectors.EVENT_READ)
            selector.register(report, selectors.EVENT_READ, self._read_report)
            selector.register(log, selectors.EVENT_READ, self._read_log)
            selector.register(self.run_socket, selectors.EVENT_READ)
            self._attend(selector, handle=handle)
        self._reap()
        self._drain(self._read_report, report)
        self._drain(self._read_log, log)
        for descriptor in (handle, report, log):
            os.close(descriptor)
        if self.fault is None and not self.killed:
            self.fault = self._fault_of_status()

    def _attend(self, selector: selectors.BaseSelector, *, handle: int) -> None:
        while True:
            for key, _ in selector.select(INTERVAL):
                if key.fd == handle:
                    return
                if key.fileobj is self.run_socket:
                    self.killed = True
                elif not key.data(key.fd):
                    selector.unregister(key.fd)
            if os.getppid() != self.zygote:
                # Nobody could clean up after this keeper any more, so it ends while it can.
                self.fault = faults.lost_fault()
                return
            if self.killed or self._must_end():
                return

    def _drain(self, read: Callable[[int], bool], descriptor: int) -> None:
        """Read what was said last, now that nobody is left to say more."""
        while read(descriptor):
            pass

    def _must_end(self) -> bool:
        over = self.watch.elapsed - self.walls.limits.wall_seconds
        if self.fault is None:
            self.fault = self.watch.look()
            if self.fault and self.fault.code == "tool_timeout":
                processes.kill(self._pid, SIGTERM)
        if self.fault is None:
            return False
        return self.fault.code != "tool_timeout" or over > TERM_SECONDS

    def _read_report(self, descriptor: int) -> bool:
        data = _read(descriptor)
        try:
            for line in self._buffer.feed(data or b""):
                self._take(protocol.child_messages.validate_json(line))
        except (protocol.LineTooLongError, ValidationError):
            self.fault = self.fault or faults.policy_fault()
            return False
        return bool(data)

    def _take(self, message: ChildMessage) -> None:
        if isinstance(message, Progress):
            self.on_progress(message)
        else:
            self.message = message

    def _read_log(self, descriptor: int) -> bool:
        data = _read(descriptor)
        self.log = (self.log + (data or b""))[-LOG_SIZE:]
        return bool(data)

    def _reap(self) -> None:
        """End the child, then everything that it left behind."""
        processes.kill(self._pid)
        _, self.status, used = os.wait4(self._pid, 0)
        processes.kill_descendants()
        self.cpu_seconds = used.ru_utime + used.ru_stime
        self.max_memory_kb = max(self.watch.max_memory_kb, used.ru_maxrss)

    def _fault_of_status(self) -> Fault | None:
        limits = self.walls.limits
        if os.WIFSIGNALED(self.status):
            if self.cpu_seconds >= limits.cpu_seconds:
                return faults.cpu_fault(limits)  # the hard limit kills without saying why
            return faults.signal_fault(os.WTERMSIG(self.status), limits=limits)
        if os.WEXITSTATUS(self.status) == NO_MEMORY:
            return faults.memory_fault(limits)
        if self.message is None:
            return Fault("tool_crashed", "The tool ended without an answer.")
        return None


def _read(descriptor: int) -> bytes | None:
    """What is there; nothing is None, as is the end."""
    try:
        return os.read(descriptor, protocol.READ_SIZE) or None
    except BlockingIOError:
        return None


def _arrange_descriptors(*, report: int, log: int) -> None:
    """/dev/null, the log twice and the report; the sandbox closes all others."""
    os.set_blocking(report, True)
    os.set_blocking(log, True)
    nothing = os.open(os.devnull, os.O_RDWR)
    copies = [fcntl(descriptor, F_DUPFD_CLOEXEC, REPORT + 1) for descriptor in (nothing, log, log, report)]
    for number, copy in enumerate(copies):
        os.dup2(copy, number, inheritable=number < REPORT)
