"""Landlock: a process gives up every file but the named ones, for itself and all it starts."""

import ctypes
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from apps.tools.toolhost import kernel

CREATE_RULESET: Final = 444
ADD_RULE: Final = 445
RESTRICT_SELF: Final = 446
RULE_PATH_BENEATH: Final = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG, MAKE_SYM, REFER, TRUNCATE = 1 << 7, 1 << 8, 1 << 12, 1 << 13, 1 << 14
RIGHTS_OF_ABI: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many file system rights the kernel knows; what it does not know must not be named."""
ABI_OF_NETWORK: Final = 4
ABI_OF_SCOPES: Final = 6

READ: Final = EXECUTE | READ_FILE | READ_DIR
WRITE: Final = (
    READ_FILE
    | READ_DIR
    | WRITE_FILE
    | REMOVE_DIR
    | REMOVE_FILE
    | MAKE_DIR
    | MAKE_REG
    | MAKE_SYM
    | REFER
    | TRUNCATE
)
ON_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE


class _Ruleset(ctypes.Structure):
    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def supported_abi() -> int:
    """The version of Landlock that this kernel offers; 0 is none."""
    if not kernel.SUPPORTED:
        return 0
    try:
        return kernel.syscall(CREATE_RULESET, None, 0, 1)
    except OSError:
        return 0


def restrict(*, readable: Sequence[Path], writable: Sequence[Path], devices: Sequence[Path]) -> None:
    """Give up all other files, TCP, abstract sockets and signals to others; needs no_new_privs.

    What is writable is not executable. A path that does not exist is left out.
    """
    abi = supported_abi()
    known = (1 << RIGHTS_OF_ABI.get(abi, 16)) - 1
    attributes = _Ruleset(
        fs=known, net=0b11 if abi >= ABI_OF_NETWORK else 0, scoped=0b11 if abi >= ABI_OF_SCOPES else 0
    )
    size = 24 if abi >= ABI_OF_SCOPES else 16 if abi >= ABI_OF_NETWORK else 8
    ruleset = kernel.syscall(CREATE_RULESET, ctypes.byref(attributes), size, 0)
    try:
        for paths, rights in ((readable, READ), (writable, WRITE), (devices, READ_FILE | WRITE_FILE)):
            for path in paths:
                _allow(ruleset, path, rights & known)
        kernel.syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= ON_FILES
        rule = _PathBeneath(allowed=rights, parent=parent)
        kernel.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
