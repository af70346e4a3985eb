"""From root to a numeric user of the run's own, with at most the capability to look through directories."""

import ctypes
import os
from contextlib import suppress
from typing import Final

from apps.tools.toolhost import kernel

FIRST_UID: Final = 61184
"""First numeric user of runs, unless the operator says otherwise."""
UIDS: Final = 4096
CAP_DAC_READ_SEARCH: Final = 2
_CAPABILITY_VERSION: Final = 0x20080522
_LAST_CAPABILITY: Final = 63
_AMBIENT_RAISE: Final = 2
_NO_SETUID_FIXUP: Final = 1 << 2
"""The kernel leaves capabilities alone when users change, and when access(2) asks for the real one."""


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


_CAPGET, _CAPSET = (125, 126) if kernel.MACHINE == "x86_64" else (90, 91)


def run_uid(first: int, *, keeper: int) -> int:
    """The user of a keeper's run, so that runs at the same time cannot touch each other."""
    return first + keeper % UIDS


def may_read_all() -> bool:
    """Whether a run of this process can keep the capability to read what its user could not."""
    return bool(_permitted() & (1 << CAP_DAC_READ_SEARCH))


def become(uid: int, *, read_search: bool) -> None:
    """Change to this user for good; `read_search` keeps the one capability, if it is there at all.

    The checkout and DATA_DIR may lie under directories that only root may pass, such as /root. Landlock still
    decides which files can be opened.
    """
    kept = (1 << CAP_DAC_READ_SEARCH) & _permitted() if read_search else 0
    if kept:
        _keep_capabilities()
    for capability in range(_LAST_CAPABILITY + 1):
        if not kept & (1 << capability):
            _drop_from_bounding_set(capability)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _set_capabilities(kept)
    if kept:
        kernel.prctl(kernel.PR_CAP_AMBIENT, _AMBIENT_RAISE, CAP_DAC_READ_SEARCH)


def _keep_capabilities() -> None:
    """Keep them while the user changes, and let access(2) count with them as open(2) does.

    Without the second, programs that ask before they open find nothing in a workspace below closed folders.
    """
    kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    with suppress(OSError):  # without CAP_SETPCAP the run keeps to names that need no asking
        kernel.prctl(kernel.PR_SET_SECUREBITS, _NO_SETUID_FIXUP)


def _drop_from_bounding_set(capability: int) -> None:
    # It fails for numbers the kernel does not know and without CAP_SETPCAP; no_new_privs stops exec anyway.
    with suppress(OSError):
        kernel.prctl(kernel.PR_CAPBSET_DROP, capability)


def _permitted() -> int:
    data = (_Data * 2)()
    kernel.syscall(_CAPGET, ctypes.byref(_Header(_CAPABILITY_VERSION, 0)), ctypes.byref(data))
    return int(data[0].permitted)


def _set_capabilities(kept: int) -> None:
    data = (_Data * 2)(_Data(kept, kept, kept), _Data(0, 0, 0))
    kernel.syscall(_CAPSET, ctypes.byref(_Header(_CAPABILITY_VERSION, 0)), ctypes.byref(data))
