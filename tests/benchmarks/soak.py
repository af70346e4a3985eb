"""Thousands of tiny runs in one worker: memory and descriptors stay what they are, and no directory is left.

`uv run python -m tests.benchmarks.soak --runs 50000`; SQLite in a directory of its own.
"""

import argparse
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psutil

BATCH = 500


def main() -> None:
    """Run them, and say every now and then how the worker is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "apps.config.settings",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        soak(runs, folder=Path(folder))


def soak(runs: int, *, folder: Path) -> None:
    """As many runs as that of a tool that hardly does anything."""
    from django.utils import timezone

    from apps.iam.models import Role
    from apps.iam.services.create_user import create_user
    from apps.tools.models import ToolExecution
    from apps.tools.runner import Workplace, run_next
    from apps.tools.toolhost.host import ToolHost
    from apps.tools.worker.identity import worker_name

    alice = create_user(email="alice@example.com", password=None, name="Alice", role=Role.USER)
    host = ToolHost()
    host.start()
    place = Workplace(worker=worker_name(), host=host, workspaces=folder / "workspaces")
    began = time.perf_counter()
    for done in range(0, runs, BATCH):
        for _ in range(min(BATCH, runs - done)):
            draft = ToolExecution(
                owner=alice,
                tool="barcode-create",
                tool_version="1",
                options={"text": "soak"},
                expires_at=timezone.now() + timedelta(hours=1),
            )
            ToolExecution.objects.enqueue(draft, inputs=[])
        while run_next(place):
            pass
        report(done + BATCH, host_pid=host.pid or 0, workspaces=place.workspaces, began=began)
    host.stop()


def report(done: int, *, host_pid: int, workspaces: Path, began: float) -> None:
    """One line."""
    worker, zygote = psutil.Process(), psutil.Process(host_pid)
    megabytes = [round(process.memory_info().rss / 2**20) for process in (worker, zygote)]
    descriptors = [process.num_fds() for process in (worker, zygote)]
    left = len(list(workspaces.glob("*/*")))
    seconds = time.perf_counter() - began
    print(f"{done} runs, {seconds:.0f} s: MB {megabytes}, descriptors {descriptors}, workspaces {left}")  # noqa: T201


if __name__ == "__main__":
    main()
