"""The whole product as an operator runs it: real processes on a free port of loopback, ended by pid."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
MANAGE = str(ROOT / "manage.py")
SCOPES = (
    "tools:run", "files:read", "files:write", "executions:read", "executions:write", "account:read",
    "webhooks:read", "webhooks:write",
)  # fmt: skip

WAITING = 3
"""Processes of a tool host without runs: a keeper that was forked ahead, and its two children."""

CLAIMING = ("worker", "[celeryd")
"""How the names of processes begin that claim executions; Celery gives its own another one."""
STANDBY = "worker standby"

Process = subprocess.Popen[bytes]


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


def tree(process: Process) -> list[psutil.Process]:
    """A process and everything below it, as far as it lives."""
    try:
        root = psutil.Process(process.pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def workers_below(supervisor: psutil.Process) -> list[psutil.Process]:
    """The part of it that claims executions, if it lives; not the one that stands by."""
    try:
        return [
            part
            for part in supervisor.children()
            if part.name().startswith(CLAIMING) and part.name() != STANDBY
        ]
    except psutil.NoSuchProcess:
        return []


class Installation:
    """A directory, an environment and an address: what every way to run the product has."""

    root = ROOT
    """Where its code is."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self.log = data_dir / "product.log"
        # The last one measures what the processes run, when the tests are measured.
        names = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
        inherited = {name: os.environ[name] for name in names if name in os.environ}
        self.environment = inherited | {"DATA_DIR": str(data_dir), "PUBLIC_URL": self.url} | environment
        self.started: list[Process] = []

    def spawn(self, *command: str, **environment: str) -> Process:
        """Start one of its processes; returns at once."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.root, env=self.environment | environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def wait_until_ready(self, *, seconds: float = 60) -> None:
        """Return when /ready answers 200; fails at once when the last process has ended instead."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            assert self.started[-1].poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether /ready answers 200 now."""
        try:
            return httpx.get(f"{self.url}/ready", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def checks(self) -> dict[str, str]:
        """What /ready says about each need."""
        return {check["name"]: check["status"] for check in httpx.get(f"{self.url}/ready").json()["checks"]}

    def manage(self, *arguments: str) -> str:
        """The output of a management command on the same data."""
        done = subprocess.run(
            [sys.executable, str(self.root / "manage.py"), *arguments],
            env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def client(self, email: str = "alice@example.com") -> httpx.Client:
        """Someone with an API key that may do everything."""
        wanted = [argument for scope in SCOPES for argument in ("--scope", scope)]
        made = self.manage("create_api_key", email, "--create-user", *wanted, "--json")
        headers = {"Authorization": f"Bearer {json.loads(made)['key']}"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)

    def kill(self, processes: Iterable[Process]) -> None:
        """End these processes with everything below them."""
        for process in processes:
            for member in tree(process):
                with suppress(psutil.NoSuchProcess):  # it ended with one before it
                    member.kill()
            process.wait()


class Product(Installation):
    """`manage.py serve` in a directory of its own."""

    def __init__(
        self, data_dir: Path, *, command: Sequence[str] = (sys.executable, MANAGE), **environment: str
    ) -> None:
        super().__init__(data_dir, **environment)
        self.command = command

    def start(self) -> None:
        """Start it; returns at once."""
        self.process = self.spawn(*self.command, "serve", "--port", str(self.port))

    def revive(self) -> None:
        """Start it again if it has been killed, as an operator's init would."""
        try:
            self.process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            return
        self.start()

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def worker(self) -> psutil.Process:
        """The part of it that claims executions, once it has begun."""
        supervisor = psutil.Process(self.process.pid)
        found: list[psutil.Process] = eventually(lambda: workers_below(supervisor), what="a worker")
        return found[0]

    def processes(self) -> list[psutil.Process]:
        """Itself and everything below it, as far as it lives."""
        return tree(self.process)


class Distributed(Installation):
    """API, workers and scheduler in processes of their own, which share a database and a broker."""

    def start(self) -> None:
        """Migrate and start the API, as compose.yaml does; returns at once."""
        self.manage("migrate", "--verbosity", "0")
        self.api = self.start_api()

    def start_api(self, *, port: int | None = None, **environment: str) -> Process:
        """An API process, on a port of its own when it is another one."""
        serve = ("--interface", "asginl", "--host", "127.0.0.1", "--port", str(port or self.port))
        reliably = ("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "30")
        command = ("granian", *serve, "--backpressure", "16384", *reliably, "apps.config.server:application")
        return self.spawn(sys.executable, "-m", *command, **environment)

    def start_worker(self, name: str, **environment: str) -> Process:
        """The supervisor of a worker that Celery knows as `name`@localhost; returns at once."""
        command = (str(self.root / "manage.py"), "run_worker", "--name", f"{name}@localhost")
        return self.spawn(sys.executable, *command, **environment)

    def start_beat(self) -> Process:
        """The scheduler; returns at once."""
        return self.celery("beat", "--schedule", str(self.data_dir / "beat"))

    def celery(self, *arguments: str, **environment: str) -> Process:
        """One of Celery's commands; returns at once."""
        return self.spawn(
            sys.executable, "-m", "celery", "-A", "apps.config.celery", *arguments, **environment
        )


InstallationT = TypeVar("InstallationT", Product, Distributed)


@contextmanager
def started(product: InstallationT) -> Iterator[InstallationT]:
    """The product, ready; ended with everything below it, whatever happens."""
    try:
        product.start()
        product.wait_until_ready()
        yield product
    finally:
        product.kill(product.started)


@contextmanager
def running(data_dir: Path, **environment: str) -> Iterator[Product]:
    """The embedded product, ready; ended with everything below it, whatever happens."""
    with started(Product(data_dir, **environment)) as product:
        yield product
