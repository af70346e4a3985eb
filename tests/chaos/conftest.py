"""Runs of the harness, as its command line makes them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.product import ROOT

Found = dict[str, Any]
Chaos = Callable[..., Found]

PROMISES = ("lost", "duplicated", "stuck", "failed_innocent", "orphans")
RUN_SECONDS = 1500
HAS_SERVICES = os.environ.get("DATABASE_URL", "").startswith("postgres") and "BROKER_URL" in os.environ
NEED_SERVICES = ["test_broker_faults.py", "test_distributed_chaos.py", "test_rolling_upgrade.py"]
collect_ignore = [] if HAS_SERVICES else NEED_SERVICES


@pytest.fixture
def chaos(tmp_path: Path) -> Chaos:
    """`chaos("--executions", "300")` runs the harness in a process of its own; what it found."""

    def run(*arguments: str) -> Found:
        command = (sys.executable, "-m", "tests.chaos", "--json", "--directory", str(tmp_path), *arguments)
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=RUN_SECONDS
        )
        assert done.stdout, "the run broke off; its last words are above"
        found: Found = json.loads(done.stdout.splitlines()[-1])
        assert (done.returncode != 0) == bool(found["violated"])
        return found

    return run


@pytest.fixture
def broker() -> str:
    """What `--broker` calls the one that BROKER_URL names."""
    return "redis" if urlsplit(os.environ["BROKER_URL"]).scheme.startswith("redis") else "rabbitmq"


def broken_promises(found: Found) -> Found:
    """What was found of each promise that was broken; empty when all were kept."""
    violated: Found = found["violated"]
    return violated | {name: found[name] for name in PROMISES if found[name]}
