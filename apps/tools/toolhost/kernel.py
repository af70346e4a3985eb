"""The few calls to the kernel that Python does not offer, by ctypes on the C library."""

import ctypes
import os
import platform
from typing import Final

MACHINE: Final = platform.machine()
SUPPORTED: Final = MACHINE in {"x86_64", "aarch64"}

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_KEEPCAPS: Final = 8
PR_SET_SECCOMP: Final = 22
PR_CAPBSET_DROP: Final = 24
PR_SET_SECUREBITS: Final = 28
PR_SET_CHILD_SUBREAPER: Final = 36
PR_SET_NO_NEW_PRIVS: Final = 38
PR_CAP_AMBIENT: Final = 47

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
_libc.syscall.restype = ctypes.c_long


def prctl(option: int, *arguments: int) -> None:
    """prctl(2); raises OSError."""
    first, second, third, fourth = (*arguments, 0, 0, 0, 0)[:4]
    if _libc.prctl(option, first, second, third, fourth) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def trim_memory() -> None:
    """Give freed memory back, where the C library can."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(0)


def syscall(number: int, *arguments: object) -> int:
    """syscall(2); integers are passed as long, pointers as they are; raises OSError."""
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *passed)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
