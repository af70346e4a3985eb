"""What a forked part of the product does before anything else."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends, however it ends; a part that outlived it would keep the port."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def set_name(name: str) -> None:
    """What `ps` and `top` show of this process, cut to fifteen bytes."""
    _libc.prctl(PR_SET_NAME, name.encode())


def fork(run: Callable[[], object], *, closing: tuple[int, ...] = ()) -> int:
    """Run a function in a child of its own session, so that Ctrl-C reaches the supervisor only; its pid."""
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        for descriptor in closing:
            os.close(descriptor)
        os.setsid()
        die_with_parent(parent)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - a fork must never return into its parent's stack
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    os._exit(code)
