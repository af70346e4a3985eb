"""What a run costs before its tool does anything: launch, fork, sandbox, answer, reaping.

uv run python -m tests.benchmarks.isolation
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show

TARGET_MS = 25
WARM_UP = 10


def run(host: ToolHost, workspaces: Path) -> None:
    """One run that does nothing."""
    workspace = workspaces / str(uuid4())
    workspace.mkdir(mode=0o700)
    outcome = host.launch(Job(tool="idle", options={}, workspace=workspace)).wait(lambda *_: None)
    assert outcome.result == {"done": True}, outcome


def measure(*, repeat: int) -> list[Figure]:
    """One after the other."""
    host = ToolHost(plugins=("tests.benchmarks.idle_tool",))
    try:
        start = milliseconds(host.start)
        with TemporaryDirectory(prefix="benchmark-") as folder:
            for _ in range(WARM_UP):
                run(host, Path(folder))
            samples = [milliseconds(lambda: run(host, Path(folder))) for _ in range(repeat)]
        return [
            median_of(f"idle run, tier {host.tier}", samples, at_most=TARGET_MS),
            Figure(name="start of the tool host", value=start, unit="ms"),
        ]
    finally:
        host.stop()


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=200)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
