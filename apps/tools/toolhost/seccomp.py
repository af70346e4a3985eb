"""seccomp: a process gives up the system calls that lead out of its sandbox, for itself and all it starts."""

import ctypes
import errno
import struct
from collections.abc import Sequence
from functools import cache
from typing import Final

from apps.tools.toolhost import kernel, syscalls
from apps.tools.toolhost.syscalls import NONE, Numbers

ARCHITECTURE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT: Final = 0x40000000
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, AND, RETURN = 0x20, 0x54, 0x06
JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT = 0x15, 0x35, 0x45
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, ARGUMENT_SIZE = 0, 4, 16, 8
FILTER_MODE: Final = 2


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """An instruction; `then` and `otherwise` are how many are skipped after a test."""
    return struct.pack("=HBBI", code, then, otherwise, value)


_DENY: Final = _step(RETURN, ERRNO | errno.EPERM)


def _when(numbers: Numbers, steps: Sequence[bytes]) -> list[bytes]:
    """Steps for one call only; the last of them must answer."""
    number = numbers[0] if kernel.MACHINE == "x86_64" else numbers[1]
    return [] if number == NONE else [_step(JUMP_IF_EQUAL, number, otherwise=len(steps)), *steps]


def _answer(calls: dict[str, Numbers], *, error: int) -> list[bytes]:
    """Do not make these calls; an error of 0 is success."""
    return [step for numbers in calls.values() for step in _when(numbers, [_step(RETURN, ERRNO | error)])]


def _check_argument(numbers: Numbers, position: int, steps: Sequence[bytes]) -> list[bytes]:
    """Steps that look at an argument's low half and deny, or come to their end and allow."""
    load = _step(LOAD, FIRST_ARGUMENT_AT + ARGUMENT_SIZE * position)
    return _when(numbers, [load, *steps, _step(RETURN, ALLOW)])


def _one_of(values: Sequence[int]) -> list[bytes]:
    return [step for value in values for step in (_step(JUMP_IF_EQUAL, value, otherwise=1), _DENY)]


def _check_arguments() -> list[bytes]:
    new_namespace = [_step(JUMP_IF_ANY_BIT, syscalls.NEW_NAMESPACES, otherwise=1), _DENY]
    another_process = [_step(JUMP_IF_EQUAL, 0, then=1), _DENY]
    truncates = [
        _step(AND, syscalls.ACCESS_MODE | syscalls.TRUNCATE),
        _step(JUMP_IF_EQUAL, syscalls.READ_ONLY | syscalls.TRUNCATE, otherwise=1),
        _DENY,
    ]
    steps = _check_argument(syscalls.CLONE, 0, new_namespace)
    for numbers in syscalls.ONLY_ON_ITSELF.values():
        steps += _check_argument(numbers, 0, another_process)
    steps += _check_argument(syscalls.OPEN, 1, truncates)
    steps += _check_argument(syscalls.OPEN_AT, 2, truncates)
    steps += _check_argument(syscalls.FCNTL, 1, _one_of(syscalls.SET_OWNERS))
    steps += _check_argument(syscalls.IOCTL, 1, _one_of(syscalls.SET_GROUPS))
    return steps


@cache
def program(*, signals: bool, may_move: bool = False) -> bytes:
    """The filter: a wrong architecture is killed, what leads out is answered here, the rest is allowed.

    `signals` says whether to deny these too, where Landlock does not; `may_move` allows chdir.
    """
    steps = [
        _step(LOAD, ARCHITECTURE_AT),
        _step(JUMP_IF_EQUAL, ARCHITECTURE[kernel.MACHINE], then=1),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER_AT),
    ]
    if kernel.MACHINE == "x86_64":
        steps += [_step(JUMP_IF_AT_LEAST, X32_BIT, otherwise=1), _step(RETURN, KILL)]
    denied = syscalls.DENIED | (syscalls.SIGNALS if signals else {}) | ({} if may_move else syscalls.LOCATION)
    steps += _answer(denied, error=errno.EPERM)
    steps += _answer(syscalls.METADATA, error=0)
    steps += _answer(syscalls.ATTRIBUTES, error=errno.ENOTSUP)
    steps += _answer(syscalls.FLAGS_IN_MEMORY, error=errno.ENOSYS)
    return b"".join([*steps, *_check_arguments(), _step(RETURN, ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def restrict(steps: bytes) -> None:
    """Hand a filter to the kernel, for good; needs no_new_privs."""
    loaded = _Program(length=len(steps) // len(_DENY), steps=steps)
    kernel.prctl(kernel.PR_SET_SECCOMP, FILTER_MODE, ctypes.addressof(loaded))
