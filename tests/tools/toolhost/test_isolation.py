"""What a run cannot reach: the network, other people's files, other processes, the host's secrets."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Fault, Job, Outcome
from apps.tools.toolhost.privileges import FIRST_UID, UIDS

Misbehave = Callable[..., Outcome]
NewJob = Callable[..., Job]

DENIED = Fault("tool_policy", "The tool tried something that the sandbox does not allow, and was stopped.")
PROJECT_ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("how", ["connect_tcp", "send_udp"])
def test_no_packet_leaves_a_run(misbehave: Misbehave, how: str) -> None:
    kind = socket.SOCK_STREAM if how == "connect_tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as listener:
        listener.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)

        outcome = misbehave(how, port=listener.getsockname()[1])

        assert outcome.fault == DENIED
        with pytest.raises(BlockingIOError):
            listener.recv(1) if kind == socket.SOCK_DGRAM else listener.accept()


def test_no_socket_of_the_host_can_be_talked_to(misbehave: Misbehave, tmp_path: Path) -> None:
    path = tmp_path / "database.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        path.chmod(0o777)
        listener.setblocking(False)

        assert misbehave("connect_unix", path=str(path)).fault == DENIED
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("how", ["read_file", "read_through_symlink"])
@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/1/environ",
        str(PROJECT_ROOT / "manage.py"),
        str(PROJECT_ROOT / "pyproject.toml"),
        str(PROJECT_ROOT / "apps/config/settings.py"),
    ],
)
def test_no_file_outside_is_read_not_even_through_a_link(misbehave: Misbehave, how: str, path: str) -> None:
    assert misbehave(how, path=path).fault == DENIED


def test_the_workspace_of_another_run_is_closed(misbehave: Misbehave, new_job: NewJob) -> None:
    other = new_job("copy-picture").workspace / "in" / "0000.png"
    other.chmod(0o666)

    assert misbehave("read_file", path=str(other)).fault == DENIED
    assert misbehave("write_to_file", path=str(other)).fault == DENIED


def test_an_input_that_is_the_stored_file_itself_cannot_be_changed(
    host: ToolHost, new_job: NewJob, picture: Path
) -> None:
    kept = picture.read_bytes()
    job = new_job("misbehave", how="overwrite_input")
    staged = job.inputs[0].path
    staged.unlink()
    staged.hardlink_to(picture)

    outcome = host.launch(job).wait(lambda *_: None)

    assert outcome.fault == DENIED
    assert picture.read_bytes() == kept


@pytest.mark.parametrize("how", ["empty_its_input", "truncate_its_input"])
def test_an_input_cannot_be_emptied_by_any_other_call(
    host: ToolHost, new_job: NewJob, picture: Path, how: str
) -> None:
    job = new_job("misbehave", how=how)

    assert host.launch(job).wait(lambda *_: None).fault == DENIED
    assert job.inputs[0].path.read_bytes() == picture.read_bytes()


def test_the_mode_and_times_of_files_only_seem_to_change(host: ToolHost, new_job: NewJob) -> None:
    job = new_job("misbehave", how="close_its_input")
    before = job.inputs[0].path.stat()

    outcome = host.launch(job).wait(lambda *_: None)

    after = job.inputs[0].path.stat()
    assert outcome.result == {"value": "done"}
    assert (after.st_mode, after.st_mtime) == (before.st_mode, before.st_mtime)


@pytest.mark.parametrize(
    "how", ["hide_memory", "limit_another_process", "redirect_signals", "listen_for_file_names"]
)
def test_no_side_door_of_the_kernel_is_open(misbehave: Misbehave, how: str) -> None:
    assert misbehave(how, pid=os.getpid()).fault == DENIED


def test_an_output_that_lies_outside_is_refused(misbehave: Misbehave, picture: Path) -> None:
    for how in ("output_outside", "output_symlink"):
        outcome = misbehave(how, path=str(picture))

        assert outcome.fault == Fault(
            "output_invalid", "The tool named a png output that is not a file of its own."
        )
        assert outcome.files == ()


def test_no_process_outside_can_be_signalled(misbehave: Misbehave) -> None:
    assert misbehave("signal_process", pid=os.getpid()).fault == DENIED


def test_a_run_is_nobody_in_particular(misbehave: Misbehave) -> None:
    outcome = misbehave("show_self")

    assert isinstance(outcome.result, dict)
    found: Any = outcome.result["value"]
    assert found["uid"] == found["gid"] != 0
    assert (found["core"], found["new_files"]) == (0, "0o700")
    if os.geteuid() == 0:
        assert FIRST_UID <= found["uid"] < FIRST_UID + UIDS
        assert found["groups"] == []


def test_a_tool_that_may_change_its_directory_may_do_no_more_than_that(
    host: ToolHost, new_job: NewJob
) -> None:
    outcome = host.launch(new_job("move-away")).wait(lambda *_: None)

    assert outcome.fault is None
    assert outcome.result == {"value": "/usr"}
