"""Tier 2: the zygote in namespaces of its own, so that for its runs nothing else of the machine exists.

Around the zygote and not around each run: a run costs no more than at tier 1, which confines it in here too.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from apps.tools.toolhost import sandbox

NAMESPACES: Final = (
    "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
)  # fmt: skip
PROBE_SECONDS: Final = 10.0


def around(
    command: list[str], *, readable: Iterable[Path], writable: Path, path: str = sandbox.PATH
) -> list[str]:
    """The command that runs this one where only these paths exist; it is process 1, all end with it.

    Not `--die-with-parent`: that follows the thread which starts it. A zygote ends with its control socket.
    """
    # Root keeps what it needs to give each run a user of its own; another user needs a namespace of users.
    rights = ["--cap-add", "ALL"] if os.geteuid() == 0 else ["--unshare-user"]
    return [
        shutil.which("bwrap", path=path) or "bwrap", *NAMESPACES, *rights,
        "--as-pid-1", "--clearenv", "--chdir", "/",
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",  # noqa: S108 - its own
        *(word for path in readable for word in ("--ro-bind-try", str(path), str(path))),
        "--bind", str(writable), str(writable),
        *command,
    ]  # fmt: skip


@cache
def works(path: str = sandbox.PATH) -> bool:
    """Whether bubblewrap is here and this machine lets it work: containers often do not."""
    if shutil.which("bwrap", path=path) is None:
        return False
    program = Path("/usr/bin/true")
    system = [Path(place) for place in ("/usr", "/lib", "/lib64", "/bin")]
    try:
        probe = subprocess.run(  # noqa: S603 - our own words
            around([str(program)], readable=system, writable=Path("/var/tmp"), path=path),  # noqa: S108 - not written
            check=False,
            capture_output=True,
            env={},
            timeout=PROBE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return probe.returncode == 0
