"""What a run's end means to its owner: signals, exceptions and limits as faults."""

import errno
import re
from signal import Signals

from apps.tools.base import InvalidInputError, Limits, ToolFailedError
from apps.tools.toolhost.jobs import Fault

MAX_DETAIL = 2000
TELLING_SIGNALS = {Signals.SIGXCPU, Signals.SIGXFSZ, Signals.SIGSYS, Signals.SIGKILL}
"""Of a program that the tool started: these say more than that it crashed."""


_NO_MEMORY = re.compile(
    rb"memory allocation of \d+ bytes failed|bad_alloc|out of memory|allocate memory|failed to allocate",
    re.IGNORECASE,
)
"""What engines in C++, Rust and GLib say before they abort for want of memory."""

OF_A_FULL_DISK = {"tool_disk", "tool_error", "tool_crashed", "output_invalid"}
"""What a tool, or a program that it starts, may come to when it cannot write."""


class ProgramKilledError(ToolFailedError):
    """A program that the tool started was ended by a signal."""

    def __init__(self, program: str, signal: int, *, said: bytes = b"") -> None:
        super().__init__(f"'{program}' ended unexpectedly ({signal_name(signal)}).")
        self.signal = signal
        self.said = said
        """What it wrote to its standard error."""


def signal_name(number: int) -> str:
    """SIGSEGV for 11."""
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"


def timeout_fault(limits: Limits) -> Fault:
    """The wall clock ran out."""
    return Fault(
        "tool_timeout",
        f"The tool did not finish within {limits.wall_seconds} s and was stopped. Try a smaller file.",
    )


def cpu_fault(limits: Limits) -> Fault:
    """The processor time ran out."""
    return Fault(
        "tool_cpu",
        f"The tool used more than its {limits.cpu_seconds} s of processor time and was stopped."
        " Try a smaller file.",
    )


def memory_fault(limits: Limits) -> Fault:
    """The memory ran out."""
    return Fault(
        "tool_memory",
        f"The tool needed more than its {limits.memory_mb} MB of memory and was stopped. Try a smaller file.",
    )


def disk_fault(limits: Limits) -> Fault:
    """The space for files ran out."""
    return Fault(
        "tool_disk",
        f"The tool needed more than its {limits.disk_mb} MB, or too many files, and was stopped."
        " Try a smaller file.",
    )


def full_fault() -> Fault:
    """The machine has no space for files, though the tool stayed within its own."""
    return Fault("storage_error", "The server had no space left for this run. Retry it later.")


def processes_fault(limits: Limits) -> Fault:
    """Too many processes."""
    return Fault("tool_policy", f"The tool started more than its {limits.processes} processes.")


def policy_fault() -> Fault:
    """The sandbox said no."""
    return Fault("tool_policy", "The tool tried something that the sandbox does not allow, and was stopped.")


def sandbox_fault() -> Fault:
    """The sandbox could not be put around the run, so there was none."""
    return Fault("tool_policy", "The sandbox could not be set up, so the tool was not run.")


def lost_fault() -> Fault:
    """Someone outside ended the run: not the tool's doing, so it does not count as its fault."""
    return Fault(
        "worker_lost",
        "The run was ended from outside: by an operator, or by the system for want of memory. Retry it.",
    )


def ran_out_of_memory(said: bytes) -> bool:
    """Whether an engine said so; a signal alone does not."""
    return _NO_MEMORY.search(said) is not None


def signal_fault(number: int, *, limits: Limits, said: bytes = b"") -> Fault:
    """What it means that a signal ended the tool, when neither its keeper nor its owner sent it."""
    match number:
        case Signals.SIGKILL:
            return lost_fault()
        case Signals.SIGXCPU:
            return cpu_fault(limits)
        case Signals.SIGXFSZ:
            return disk_fault(limits)
        case Signals.SIGSYS:
            return policy_fault()
        case Signals.SIGABRT if ran_out_of_memory(said):
            return memory_fault(limits)
        case _:
            return Fault("tool_crashed", f"The tool ended unexpectedly ({signal_name(number)}).")


def exception_fault(error: BaseException, *, limits: Limits) -> Fault:
    """What it means that the tool raised; an unknown exception's text stays in the log."""
    match error:
        case InvalidInputError():
            fault = Fault(error.code, str(error)[:MAX_DETAIL])
        case ProgramKilledError() if error.signal in TELLING_SIGNALS or ran_out_of_memory(error.said):
            fault = signal_fault(error.signal, limits=limits, said=error.said)
        case ToolFailedError():
            fault = Fault("tool_error", str(error)[:MAX_DETAIL])
        case MemoryError() | OSError(errno=errno.ENOMEM):
            fault = memory_fault(limits)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            fault = full_fault()  # the limits of a run end it, or answer EFBIG
        case OSError(errno=errno.EFBIG | errno.ENAMETOOLONG):
            fault = disk_fault(limits)
        case OSError(errno=errno.EPERM | errno.EACCES):
            fault = policy_fault()
        case OSError(errno=errno.EAGAIN) | RuntimeError(args=("can't start new thread",)):
            fault = processes_fault(limits)
        case _:
            fault = Fault("tool_crashed", f"The tool ended unexpectedly ({type(error).__name__}).")
    return fault
