"""The tool host where it is not root, where the kernel is old, and where a wall cannot be put up."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.tools.toolhost.jobs import Job, JobInput
from apps.tools.toolhost.workspaces import prepare_workspace

NewOwner = Callable[..., Any]

WITHOUT_A_WALL = """
import os, socket, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from apps.tools.base import Limits
from apps.tools.toolhost import kernel, landlock
from apps.tools.toolhost.house import House
from apps.tools.toolhost.imports import ImportedTools
from apps.tools.toolhost.jobs import Job
from apps.tools.toolhost.kept import KeptChild
from apps.tools.toolhost.protocol import Order
from apps.tools.toolhost.sandbox import Confinement

house = House(
    tools=ImportedTools(["apps.tools.plugins.text.checksum"]),
    confinement=Confinement(landlock=True, seccomp=True),
    readable=(), first_uid=None, zygote=os.getppid(),
)
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
# A sixteenth layer of Landlock is the last that the kernel accepts.
for _ in range(16):
    landlock.restrict(readable=[Path("/")], writable=[Path("/")], devices=[])
ours, theirs = socket.socketpair()
kept = KeptChild(house)
kept.start()
order = Order(job=Job(tool="checksum", options={{}}, workspace=Path({workspace!r})), uid=None, processes=4096)
kept.run(order, limits=Limits(), run_socket=ours)
print(kept.message.fault.code, bytes(kept.log).decode().splitlines()[-1])
"""


@pytest.mark.parametrize(
    ("tool", "options", "fault"),
    [
        ("wait-a-while", {"seconds": 0, "families": True}, None),
        ("misbehave", {"how": "read_file", "path": "/etc/passwd"}, "tool_policy"),
        ("misbehave", {"how": "connect_tcp", "port": 9}, "tool_policy"),
        ("misbehave", {"how": "bomb"}, "tool_policy"),
        ("misbehave", {"how": "allocate_slowly"}, "tool_memory"),
        ("misbehave", {"how": "fill_many_files"}, "tool_disk"),
        ("misbehave-for-a-second", {"how": "hang_and_ignore_term"}, "tool_timeout"),
    ],
)
def test_a_host_without_privileges_confines_its_runs_too(
    new_owner: NewOwner,
    open_folder: Path,
    nobody: int,
    tool: str,
    options: dict[str, Any],
    fault: str | None,
) -> None:
    first, *_, last = new_owner(open_folder, uid=nobody, tool=tool, **options).all_lines()

    assert first["tier"] == 1
    assert last["fault"] == fault, last["log"]


@pytest.mark.parametrize(
    ("tool", "options", "fault"),
    [
        ("wait-a-while", {"seconds": 0, "families": True}, None),
        ("misbehave", {"how": "read_file", "path": "/etc/shadow"}, "tool_policy"),
        ("misbehave", {"how": "send_udp", "port": 9}, "tool_policy"),
        ("misbehave-for-a-second", {"how": "hang_and_ignore_term"}, "tool_timeout"),
    ],
)
def test_without_landlock_the_tier_is_0_and_says_so_and_the_other_walls_stand(
    new_owner: NewOwner, open_folder: Path, tool: str, options: dict[str, Any], fault: str | None
) -> None:
    owner = new_owner(open_folder, tool=tool, hide_landlock=True, **options)
    first, *_, last = owner.all_lines()

    assert first["tier"] == 0
    assert last["fault"] == fault, last["log"]


def test_without_a_wall_that_was_promised_nothing_runs(tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[3])

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_WALL.format(root=root, workspace=str(tmp_path))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.stdout == "tool_policy OSError: [Errno 7] Argument list too long\n", done.stderr


def test_where_nothing_protects_an_input_the_run_gets_a_copy(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("kept")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    staged = workspace / "0000.txt"
    staged.hardlink_to(kept)
    source = JobInput(role="source", path=staged, name="a.txt", format="txt", size=4)

    job = prepare_workspace(
        Job(tool="any", options={}, inputs=(source,), workspace=workspace), uid=None, copy_inputs=True
    )

    job.inputs[0].path.write_text("overwritten")
    assert job.inputs[0].path.is_relative_to(job.workspace)
    assert kept.read_text() == "kept"
