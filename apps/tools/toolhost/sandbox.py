"""The walls around a run, put up by the child itself before it touches a byte of its user's."""

import os
import resource
import site
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from signal import SIGKILL
from typing import Final

from apps.tools.base import Limits, MiB
from apps.tools.toolhost import kernel, landlock, privileges, seccomp

TOOLS: Final = Path(__file__).resolve().parents[1]
SYSTEM: Final = (
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/etc/fonts", "/etc/ld.so.cache",
    "/etc/alternatives", "/etc/libreoffice", "/etc/localtime", "/etc/mime.types", "/var/cache/fontconfig",
)  # fmt: skip
READ_DEVICES: Final = ("/dev/urandom", "/dev/random", "/dev/zero")
DEVICES: Final = (Path("/dev/null"),)
PATH: Final = "/usr/local/bin:/usr/bin:/bin"
MAX_OPEN_FILES: Final = 256
_FIRST_FREE_DESCRIPTOR: Final = 4
REPORT: Final = 3
"""The descriptor on which a child writes its lines; 0 to 2 are /dev/null and the log."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What this machine lets us put up; decided once, by trying."""

    landlock: bool
    seccomp: bool
    namespaces: bool = False

    @property
    def tier(self) -> int:
        """1 when files and system calls are confined, 2 when the host is in namespaces of its own too.

        0 is a user, limits and no_new_privs only.
        """
        return 1 + self.namespaces if self.landlock and self.seccomp else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What one child is put into; `uid` is None unless the host runs as root."""

    confinement: Confinement
    readable: tuple[Path, ...]
    workspace: Path | None
    uid: int | None
    limits: Limits
    processes: int
    may_move: bool = False


def readable_paths(modules: Iterable[str]) -> tuple[Path, ...]:
    """What every run may read: the tools, their libraries and the system's, never the project or its data."""
    packages = {name.partition(".")[0] for name in modules} - {"apps"}
    own = [place for name in packages for place in _places_of(name)]
    return (TOOLS, *installed_paths(), *own, *map(Path, READ_DEVICES))


def installed_paths() -> tuple[Path, ...]:
    """Where Python, its packages and the system's programs are."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages()}
    prefixes |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return (*map(Path, sorted(prefixes)), *map(Path, SYSTEM))


def _places_of(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None:
        return []
    if spec.submodule_search_locations is not None:
        return [Path(place) for place in spec.submodule_search_locations]
    return [Path(spec.origin)] if spec.origin else []


def die_with(parent: int) -> None:
    """Be killed when the process that forked this one ends, however it ends."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def enter(walls: Walls) -> None:
    """Put the calling process into its sandbox; any step that fails raises, and nothing may run then."""
    if walls.workspace:
        os.chdir(walls.workspace)
    os.closerange(_FIRST_FREE_DESCRIPTOR, os.sysconf("SC_OPEN_MAX"))
    _set_limits(walls)
    if walls.uid is not None:
        privileges.become(walls.uid, read_search=walls.confinement.landlock)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if walls.confinement.landlock:
        landlock.restrict(
            readable=walls.readable, writable=[walls.workspace] if walls.workspace else [], devices=DEVICES
        )
    if walls.confinement.seccomp:
        seccomp.restrict(filter_for(walls.confinement, may_move=walls.may_move))


def filter_for(confinement: Confinement, *, may_move: bool = False) -> bytes:
    """The seccomp program; the usual one is made once in the zygote, every child finds it made."""
    confines_signals = confinement.landlock and landlock.supported_abi() >= landlock.ABI_OF_SCOPES
    return seccomp.program(signals=not confines_signals, may_move=may_move)


def _set_limits(walls: Walls) -> None:
    # When the machine itself runs out of memory, a run goes first.
    Path("/proc/self/oom_score_adj").write_text("1000")
    # The address space that the fork brings along is nearly all of it shared libraries.
    inherited = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    memory = inherited + walls.limits.memory_mb * MiB
    cpu, file_size = walls.limits.cpu_seconds, walls.limits.disk_mb * MiB
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, file_size, file_size),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES, MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, walls.processes, walls.processes),
    ):
        _, ceiling = resource.getrlimit(kind)
        allowed = min(hard, ceiling) if ceiling != resource.RLIM_INFINITY else hard
        resource.setrlimit(kind, (min(soft, allowed), allowed))


def environment(workspace: str) -> dict[str, str]:
    """All that a run's programs see of an environment."""
    return {
        "PATH": PATH,
        "LANG": "C.UTF-8",
        "HOME": workspace,
        "TMPDIR": workspace,
        "VIPS_CONCURRENCY": "2",
        "VIPS_BLOCK_UNTRUSTED": "1",
    }
