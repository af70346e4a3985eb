"""A process that owns a tool host and starts one run in it: for tests that kill it, or drop its privileges.

Arguments: the folder of workspaces, the user to become (0 stays), the tool, its options as JSON, and
"without-landlock" for a kernel that seems to have none, or "in-bubblewrap" for tier 2.
Prints one JSON line for each progress, and the outcome last.
"""

import json
import sys
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(PROJECT_ROOT), str(Path(__file__).with_name("plugins"))]

from apps.tools.toolhost import landlock, seccomp, syscalls  # noqa: E402
from apps.tools.toolhost.host import ToolHost  # noqa: E402
from apps.tools.toolhost.jobs import Job  # noqa: E402
from apps.tools.toolhost.privileges import become  # noqa: E402


def main() -> None:
    """Launch, report, wait."""
    folder, uid, tool, options, *how = sys.argv[1:]
    if "without-landlock" in how:
        _hide_landlock()
    if int(uid):
        # The interpreter itself may lie under /root.
        become(int(uid), read_search=True)
    host = ToolHost(workspaces=Path(folder) if "in-bubblewrap" in how else None)
    host.start()
    _say(zygote=host.pid, tier=host.tier)
    workspace = Path(folder) / "token"
    workspace.mkdir(mode=0o700)
    running = host.launch(Job(tool=tool, options=json.loads(options), workspace=workspace))
    outcome = running.wait(lambda fraction, message: _say(progress=fraction, message=message))
    _say(
        fault=outcome.fault and outcome.fault.code,
        result=outcome.result,
        log=outcome.exit_info.get("log"),
    )
    host.stop()


def _hide_landlock() -> None:
    """Let the kernel answer as one that was built without it."""
    numbers = (landlock.CREATE_RULESET, landlock.CREATE_RULESET)
    syscalls.DENIED.clear()
    syscalls.METADATA.clear()
    syscalls.LOCATION.clear()
    syscalls.DENIED["landlock_create_ruleset"] = numbers
    seccomp.restrict(seccomp.program(signals=False))


def _say(**values: object) -> None:
    print(json.dumps(values), flush=True)  # noqa: T201 - this is its whole purpose


if __name__ == "__main__":
    main()
