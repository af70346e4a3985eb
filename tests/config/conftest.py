"""A real server, for what only real connections show."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from apps.config.environment import PROJECT_ROOT
from tests.config.running_server import MAX_UPLOAD_SIZE, SECRET_KEY, RunningServer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server where everyone is the local owner, with small limits."""
    data_dir, port = tmp_path_factory.mktemp("server"), _free_port()
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "AUTH_MODE": "none",
        "SECRET_KEY": SECRET_KEY,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MAX_UPLOAD_SIZE": str(MAX_UPLOAD_SIZE),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], check=True, env=environment, cwd=PROJECT_ROOT
    )
    command = [sys.executable, "-m", "granian", "--interface", "asginl"]
    command += ["--port", str(port), "--workers-kill-timeout", "2", "apps.config.server:application"]
    with subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT) as process:
        running = RunningServer(port, data_dir)
        try:
            _wait_until_it_answers(running, process)
            yield running
        finally:
            process.terminate()


def _wait_until_it_answers(server: RunningServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if b"200 OK" in server.exchange(
                b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            ):
                return
        except ConnectionRefusedError:
            time.sleep(0.05)
    pytest.fail("The server did not start.")
