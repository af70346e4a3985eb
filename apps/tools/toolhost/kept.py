"""One sandboxed child under its keeper: started, listened to, watched, and always brought to an end."""

import os
import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from fcntl import F_DUPFD_CLOEXEC, fcntl
from signal import SIGTERM
from typing import Final

from pydantic import ValidationError

from apps.tools.base import Limits
from apps.tools.toolhost import faults, processes, protocol
from apps.tools.toolhost.child import NO_MEMORY, serve
from apps.tools.toolhost.house import House
from apps.tools.toolhost.jobs import Fault
from apps.tools.toolhost.protocol import ChildMessage, Order, Progress
from apps.tools.toolhost.sandbox import REPORT
from apps.tools.toolhost.watch import INTERVAL, Watch

LOG_SIZE: Final = 64 * 1024
TERM_SECONDS: Final = 2.0
"""Between asking a tool whose time is over to end, and ending it."""


def _nobody_listens(_: Progress) -> None:
    """Of a child whose progress interests nobody."""


@dataclass(slots=True)
class KeptChild:
    """A child, forked ahead of its order, and what became of it."""

    house: House
    on_progress: Callable[[Progress], None] = _nobody_listens
    message: ChildMessage | None = None
    fault: Fault | None = None
    killed: bool = False
    status: int = 0
    cpu_seconds: float = 0.0
    max_memory_kb: int = 0
    log: bytearray = field(default_factory=bytearray)
    pid: int = 0
    watch: Watch = field(init=False)
    _orders: int = 0
    _report: int = 0
    _log_end: int = 0
    _buffer: protocol.LineBuffer = field(default_factory=lambda: protocol.LineBuffer(protocol.MAX_CHILD_LINE))

    def start(self) -> None:
        """Fork it; it waits for its order."""
        orders_end, self._orders = os.pipe2(os.O_CLOEXEC)
        self._report, report_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._log_end, log_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        keeper = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._orders)
            serve(
                _arrange_descriptors(orders=orders_end, report=report_end, log=log_end),
                house=self.house,
                keeper=keeper,
            )
        _close(orders_end, report_end, log_end)

    def run(
        self, order: Order, *, limits: Limits, run_socket: socket.socket, spared: frozenset[int] = frozenset()
    ) -> None:
        """Give it its order and stay with it until it and its descendants have ended; those spared go on."""
        self.watch = Watch(limits=limits, workspace=order.job.workspace, spared=spared)
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG):  # killed while it waited
            _close(self._orders, self._report, self._log_end)
            self.start()
        with suppress(BrokenPipeError):  # killed just now, which shows below
            protocol.write_line(self._orders, protocol.orders.dump_json(order))
        os.close(self._orders)
        with selectors.DefaultSelector() as selector:
            handle = os.pidfd_open(self.pid)
            selector.register(handle, selectors.EVENT_READ)
            selector.register(self._report, selectors.EVENT_READ, self._read_report)
            selector.register(self._log_end, selectors.EVENT_READ, self._read_log)
            selector.register(run_socket, selectors.EVENT_READ)
            self._attend(selector, handle=handle, run_socket=run_socket)
        self._reap()
        self._drain(self._read_report, self._report)
        self._drain(self._read_log, self._log_end)
        _close(handle, self._report, self._log_end)
        if self.fault is None and not self.killed:
            self.fault = self._fault_of_status()

    def _attend(self, selector: selectors.BaseSelector, *, handle: int, run_socket: socket.socket) -> None:
        while True:
            for key, _ in selector.select(INTERVAL):
                if key.fd == handle:
                    return
                if key.fileobj is run_socket:
                    self.killed = True
                elif not key.data(key.fd):
                    selector.unregister(key.fd)
            if os.getppid() != self.house.zygote:
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
        over = self.watch.elapsed - self.watch.limits.wall_seconds
        if self.fault is None:
            self.fault = self.watch.look()
            if self.fault and self.fault.code == "tool_timeout":
                processes.kill(self.pid, SIGTERM)
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
        processes.kill(self.pid)
        _, self.status, used = os.wait4(self.pid, 0)
        processes.kill_descendants(spared=self.watch.spared)
        self.cpu_seconds = used.ru_utime + used.ru_stime
        self.max_memory_kb = max(self.watch.max_memory_kb, used.ru_maxrss)

    def _fault_of_status(self) -> Fault | None:
        limits = self.watch.limits
        if os.WIFSIGNALED(self.status):
            if self.cpu_seconds >= limits.cpu_seconds:
                return faults.cpu_fault(limits)  # the hard limit kills without saying why
            return faults.signal_fault(os.WTERMSIG(self.status), limits=limits, said=bytes(self.log))
        if os.WEXITSTATUS(self.status) == NO_MEMORY:
            return faults.memory_fault(limits)
        if self.message is None:
            return Fault("tool_crashed", "The tool ended without an answer.")
        return None


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _read(descriptor: int) -> bytes | None:
    """What is there; nothing is None, as is the end."""
    try:
        return os.read(descriptor, protocol.READ_SIZE) or None
    except BlockingIOError:
        return None


def _arrange_descriptors(*, orders: int, report: int, log: int) -> int:
    """/dev/null, the log twice, the report, and the orders, whose number is answered; no other stays open."""
    os.set_blocking(report, True)
    os.set_blocking(log, True)
    nothing = os.open(os.devnull, os.O_RDWR)
    copies = [
        fcntl(descriptor, F_DUPFD_CLOEXEC, REPORT + 2) for descriptor in (nothing, log, log, report, orders)
    ]
    for number, copy in enumerate(copies):
        os.dup2(copy, number, inheritable=number < REPORT)
    os.closerange(REPORT + 2, os.sysconf("SC_OPEN_MAX"))
    return REPORT + 1
