"""The whole product as an operator runs it: real processes on a free port of loopback, ended by pid."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
MANAGE = str(ROOT / "manage.py")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], Any], *, seconds: float = 30, what: str = "the condition") -> Any:
    """What the condition answers once it is true; fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.02)
    return answer


class Product:
    """`manage.py serve` in a directory of its own."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self.log = data_dir / "serve.log"
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = inherited | {"DATA_DIR": str(data_dir), "PUBLIC_URL": self.url} | environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, MANAGE, "serve", "--port", str(self.port)],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_until_ready(self, *, seconds: float = 60) -> None:
        """Return when /ready answers 200; fails at once when it has ended instead."""
        assert self.process is not None
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether /ready answers 200 now."""
        try:
            return httpx.get(f"{self.url}/ready", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def processes(self) -> list[psutil.Process]:
        """Itself and everything below it, as far as it lives."""
        assert self.process is not None
        try:
            root = psutil.Process(self.process.pid)
            return [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def manage(self, *arguments: str) -> str:
        """The output of a management command on the same data."""
        done = subprocess.run(
            [sys.executable, MANAGE, *arguments],
            env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def client(self, email: str = "alice@example.com") -> httpx.Client:
        """Someone with an API key that may do everything."""
        scopes = [
            "tools:run",
            "files:read",
            "files:write",
            "executions:read",
            "executions:write",
            "account:read",
        ]
        wanted = [argument for scope in scopes for argument in ("--scope", scope)]
        made = self.manage("create_api_key", email, "--create-user", *wanted, "--json")
        headers = {"Authorization": f"Bearer {json.loads(made)['key']}"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)


@contextmanager
def running(data_dir: Path, **environment: str) -> Iterator[Product]:
    """The product, ready; ended with everything below it, whatever happens."""
    product = Product(data_dir, **environment)
    product.start()
    try:
        product.wait_until_ready()
        yield product
    finally:
        for process in product.processes():
            process.kill()
        if product.process is not None:
            product.process.wait()
