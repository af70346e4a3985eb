"""A running product, started as the README says, on a free port and in a directory of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).parents[2]
START_SECONDS = 90
STOP_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """Where it listens, and the environment in which its commands find it."""

    url: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout."""
    return PROJECT_ROOT


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`manage.py serve`, ready; stopped with Ctrl-C's signal, after which it must have ended well."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["DATA_DIR"] = str(tmp_path_factory.mktemp("data"))
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/ready", process=process, log=log)
        yield Served(url=f"http://127.0.0.1:{port}", environment=environment)
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(STOP_SECONDS)
    assert status == 0, log.read_text()


def _wait_until_ready(url: str, *, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"It was not ready after {START_SECONDS} s.\n{log.read_text()}")
