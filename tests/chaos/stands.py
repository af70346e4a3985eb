"""The two ways to run the product."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.chaos.options import Options
from tests.chaos.processes import children, says
from tests.chaos.stand import as_psutil, end
from tests.support.product import Distributed, Process, Product, workers_below

READY_SECONDS = 300.0
"""Nothing is measured here, and the machine may be busy with much else."""


class EmbeddedStand:
    """`manage.py serve`."""

    def __init__(self, options: Options, data_dir: Path, **environment: str) -> None:
        concurrency = {"WORKER_CONCURRENCY": str(options.concurrency)}
        self.product = Product(data_dir, **concurrency, **environment)
        self._lock = threading.RLock()

    def start(self) -> None:
        """Start it; returns when it is ready."""
        with self._lock:
            self.product.start()
        self.product.wait_until_ready(seconds=READY_SECONDS)

    def revive(self) -> None:
        """Start it again when its supervisor has died."""
        with self._lock:
            if self.product.process.poll() is not None:
                self.product.start()

    def stop(self) -> list[str]:
        """Stop it as Ctrl-C does."""
        with self._lock:
            return end(self.product.process, "serve", signal.SIGINT)

    def deploy(self, before: Callable[[psutil.Process], None]) -> list[str]:
        """Stop it and start it, as a new version is installed on one machine."""
        with self._lock:
            for worker in self.workers():
                before(worker)
            wrong = end(self.product.process, "serve", signal.SIGTERM)
            self.product.start()
            return wrong

    def supervisors(self) -> list[psutil.Process]:
        """The one process that starts the others."""
        return as_psutil(self.product.process)

    def workers(self) -> list[psutil.Process]:
        """Its part that claims."""
        return [part for supervisor in self.supervisors() for part in workers_below(supervisor)]

    def servers(self) -> list[psutil.Process]:
        """Its part that calls itself granian."""
        parts = [part for supervisor in self.supervisors() for part in children(supervisor)]
        return [part for part in parts if says(part, "granian")]


class DistributedStand:
    """API, supervised Celery workers and, where there is a broker, the scheduler."""

    def __init__(self, options: Options, data_dir: Path, **environment: str) -> None:
        concurrency = {"WORKER_CONCURRENCY": str(options.concurrency)}
        self.product = Distributed(data_dir, **concurrency, **environment)
        self._starts: dict[str, Callable[[], Process]] = {"api": self.product.start_api}
        for number in range(options.workers):
            self._starts[f"worker-{number}"] = self._starter(f"worker-{number}")
        if "BROKER_URL" in environment:
            self._starts["beat"] = self.product.start_beat
        self._running: dict[str, Process] = {}
        self._lock = threading.RLock()

    def _starter(self, name: str) -> Callable[[], Process]:
        return lambda: self.product.start_worker(name)

    def start(self) -> None:
        """Migrate, then start everything; returns when the API is ready."""
        self.product.manage("migrate", "--verbosity", "0")
        with self._lock:
            self._running = {name: start() for name, start in self._starts.items()}
        self.product.wait_until_ready(seconds=READY_SECONDS)

    def revive(self) -> None:
        """Start again what has died."""
        with self._lock:
            for name, process in self._running.items():
                if process.poll() is not None:
                    self._running[name] = self._starts[name]()

    def stop(self) -> list[str]:
        """Stop the API first, then the others."""
        with self._lock:
            return [
                sentence
                for name, process in self._running.items()
                for sentence in end(process, name, signal.SIGTERM)
            ]

    def deploy(self, before: Callable[[psutil.Process], None]) -> list[str]:
        """Replace the workers one by one."""
        wrong = []
        for name in [name for name in self._running if name.startswith("worker")]:
            with self._lock:
                process = self._running[name]
                for supervisor in as_psutil(process):
                    for worker in workers_below(supervisor):
                        before(worker)
                wrong += end(process, name, signal.SIGTERM)
                self._running[name] = self._starts[name]()
        return wrong

    def workers(self) -> list[psutil.Process]:
        """Celery's processes that claim."""
        return [part for supervisor in self._named("worker") for part in workers_below(supervisor)]

    def servers(self) -> list[psutil.Process]:
        """Granian's first process."""
        return self._named("api")

    def _named(self, beginning: str) -> list[psutil.Process]:
        with self._lock:
            wanted = [process for name, process in self._running.items() if name.startswith(beginning)]
        return [found for process in wanted for found in as_psutil(process)]
