"""seccomp: a process gives up the system calls that lead out of its sandbox, for itself and all it starts."""

import ctypes
import errno
import struct
from collections.abc import Sequence
from typing import Final

from apps.tools.toolhost import kernel

ARCHITECTURE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT: Final = 0x40000000
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
NEW_NAMESPACES: Final = 0x7E020080
"""CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET and -TIME."""

NETWORK: Final = {"socket": (41, 198)}
NAMESPACES_AND_MOUNTS: Final = {
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
}  # fmt: skip
OTHER_PROCESSES: Final = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "move_pages": (279, 239), "migrate_pages": (256, 238),
}  # fmt: skip
KERNEL_SURFACE: Final = {
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "perf_event_open": (298, 241), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "fanotify_init": (300, 262), "syslog": (103, 116),
    "personality": (135, 92), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
}  # fmt: skip
UNCOUNTED_MEMORY: Final = {
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180),
}  # fmt: skip
"""What they hold is in no process's memory and in no workspace, so no limit would see it."""
WORKING_DIRECTORY: Final = {"chdir": (80, 49), "fchdir": (81, 50)}
"""A run's processes are known by their working directory, so they may not leave it."""
SIGNALS: Final = {
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
}  # fmt: skip
"""Denied only where Landlock is too old to confine signals."""
ONLY_ON_ITSELF: Final = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
"""Their first argument is a process, and 0 is the caller."""
CLONE, CLONE3 = (56, 220), (435, 435)


def _number(numbers: tuple[int, int]) -> int:
    return numbers[0] if kernel.MACHINE == "x86_64" else numbers[1]


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _deny(numbers: tuple[int, int], *, error: int = errno.EPERM) -> list[bytes]:
    return [_step(JUMP_IF_EQUAL, _number(numbers), otherwise=1), _step(RETURN, ERRNO | error)]


def _deny_by_argument(numbers: tuple[int, int], test: bytes) -> list[bytes]:
    """`test` looks at the first argument, and skips one step to allow."""
    return [
        _step(JUMP_IF_EQUAL, _number(numbers), otherwise=4),
        _step(LOAD, FIRST_ARGUMENT_AT),
        test,
        _step(RETURN, ERRNO | errno.EPERM),
        _step(RETURN, ALLOW),
    ]


def denied_calls(*, signals: bool) -> list[tuple[int, int]]:
    """The calls that are refused whatever their arguments."""
    groups = [NETWORK, NAMESPACES_AND_MOUNTS, OTHER_PROCESSES, KERNEL_SURFACE, UNCOUNTED_MEMORY]
    groups += [WORKING_DIRECTORY, SIGNALS] if signals else [WORKING_DIRECTORY]
    return [numbers for group in groups for numbers in group.values()]


def program(denied: Sequence[tuple[int, int]]) -> bytes:
    """The filter: a wrong architecture is killed, what is denied gets an error, the rest is allowed."""
    steps = [
        _step(LOAD, ARCHITECTURE_AT),
        _step(JUMP_IF_EQUAL, ARCHITECTURE[kernel.MACHINE], then=1),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER_AT),
    ]
    if kernel.MACHINE == "x86_64":
        steps += [_step(JUMP_IF_AT_LEAST, X32_BIT, otherwise=1), _step(RETURN, KILL)]
    for numbers in denied:
        steps += _deny(numbers)
    # Its flags lie in memory where no filter can read them; C libraries then fall back to clone.
    steps += _deny(CLONE3, error=errno.ENOSYS)
    steps += _deny_by_argument(CLONE, _step(JUMP_IF_ANY_BIT, NEW_NAMESPACES, otherwise=1))
    for numbers in ONLY_ON_ITSELF.values():
        steps += _deny_by_argument(numbers, _step(JUMP_IF_EQUAL, 0, then=1))
    return b"".join([*steps, _step(RETURN, ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def restrict(*, signals: bool) -> None:
    """Give up the denied calls for good; needs no_new_privs."""
    install(program(denied_calls(signals=signals)))


def install(steps: bytes) -> None:
    """Hand a filter to the kernel."""
    loaded = _Program(length=len(steps) // 8, steps=steps)
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.addressof(loaded))
