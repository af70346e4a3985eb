"""What access(2) tells a run: programs such as LibreOffice ask before they open."""

from pathlib import Path

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job
from tests.tools.toolhost import looking_tool


def test_a_run_below_a_closed_directory_sees_its_files_and_nothing_more(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    workspace = closed / "workspace"
    workspace.mkdir(mode=0o700)
    host = ToolHost(plugins=(looking_tool.__name__,))
    host.start()
    try:
        outcome = host.launch(Job(tool="look-around", options={}, workspace=workspace)).wait(lambda *_: None)
    finally:
        host.stop()

    assert outcome.fault is None
    assert outcome.result == {
        "workspace": str(workspace / "work"),
        "accessible": True,
        "refused": ["internet", "internet 6", "unix", "other user", "other file"],
    }
