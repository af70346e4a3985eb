"""The system calls that a run has to do without, by what they would reach."""

from typing import Final

Numbers = tuple[int, int]
"""Of a system call on x86_64 and on aarch64."""
NONE: Final = -1

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
    "delete_module": (176, 106), "syslog": (103, 116), "personality": (135, 92),
}  # fmt: skip
OTHER_FILES: Final = {
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "truncate": (76, 45),
    "inotify_init": (253, NONE), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
}  # fmt: skip
"""Ways to files that Landlock, or its older versions, does not see."""
LOCATION: Final = {"chdir": (80, 49), "fchdir": (81, 50)}
"""A run's processes are known by their working directory, so they may not leave it, with few exceptions."""
UNCOUNTED: Final = {
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180),
}  # fmt: skip
"""What they hold is in no process's memory and in no workspace, so no limit would see it."""
DENIED: Final = NETWORK | NAMESPACES_AND_MOUNTS | OTHER_PROCESSES | KERNEL_SURFACE | OTHER_FILES | UNCOUNTED

SIGNALS: Final = {
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
}  # fmt: skip
"""Denied only where Landlock is too old to confine signals."""
METADATA: Final = {
    "chmod": (90, NONE), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, NONE), "lchown": (94, NONE), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, NONE), "utimes": (235, NONE), "futimesat": (261, NONE), "utimensat": (280, 88),
}  # fmt: skip
"""Landlock does not see them, so a run could close the files of its own user, DATA_DIR among them.

They seem to succeed: a workspace does not need them, and libraries that copy files insist.
"""
ATTRIBUTES: Final = {
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
"""The same, but libraries expect file systems that do not have them."""
FLAGS_IN_MEMORY: Final = {"clone3": (435, 435), "openat2": (437, 437)}
"""No filter can read their flags, so they do not exist; C libraries fall back to the older call."""

ONLY_ON_ITSELF: Final = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
"""Their first argument is a process, and 0 is the caller."""
CLONE: Final = (56, 220)
NEW_NAMESPACES: Final = 0x7E020080
"""CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET and -TIME."""
OPEN, OPEN_AT = (2, NONE), (257, 56)
ACCESS_MODE, READ_ONLY, TRUNCATE = 0o3, 0o0, 0o1000
"""Opening a file for reading with O_TRUNC empties it, and Landlock before version 3 lets it."""
FCNTL, SET_OWNERS = (72, 25), (8, 15)
IOCTL, SET_GROUPS = (16, 29), (0x8901, 0x8902)
"""F_SETOWN and its like: who gets the signals of a descriptor is another way to signal others."""
