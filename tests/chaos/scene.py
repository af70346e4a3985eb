"""What faults act on, and what they leave behind for the report: what was hurt, and when."""

import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import psutil

from tests.chaos.brokers import Broker
from tests.chaos.databases import Clock, Database, DatabaseAwayError, moment
from tests.chaos.options import Options
from tests.chaos.processes import name_ending
from tests.chaos.stand import Stand

Kind = Literal["process", "host", "tool", "deploy"]
"""A worker was killed; it fell silent as its host does; only its tools were hurt; it was told to stop."""


@dataclass(frozen=True, slots=True)
class Wound:
    """Something that was done to a worker, by the database's clock."""

    fault: str
    kind: Kind
    worker: str
    at: datetime


@dataclass(kw_only=True)
class Scene:
    """One run's installation and what happens to it."""

    options: Options
    stand: Stand
    database: Database
    clock: Clock
    broker: Broker | None
    files: Path
    random: random.Random
    over: threading.Event = field(default_factory=threading.Event)
    wounds: list[Wound] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    shortest_life: float = 1.0
    """Seconds that a worker lives before it is killed: long enough for the longest execution, so that work
    goes on whatever the machine is busy with."""
    _started: float = field(default_factory=time.monotonic)

    def hurt(self, worker: psutil.Process, *, fault: str, kind: Kind) -> None:
        """Remember, before it happens, that a worker's runs are about to suffer."""
        if ending := name_ending(worker):
            self.wounds.append(Wound(fault, kind, ending, self.clock.now()))

    def wait(self, seconds: float) -> bool:
        """Let time pass; whether the run is over."""
        return self.over.wait(seconds)

    def ready_workers(self, *, for_long: bool = False) -> list[psutil.Process]:
        """Those that have reported, if asked some time ago: who is killed while it starts proves little."""
        alive = self.stand.workers()
        try:
            reported: dict[str, object] = dict(
                self.database.query("SELECT name, started_at FROM tools_workernode")
            )
        except DatabaseAwayError:
            return alive
        endings = {worker: name_ending(worker) for worker in alive}
        since = {
            worker: moment(started)
            for worker in alive
            for name, started in reported.items()
            if endings[worker] and name.endswith(endings[worker])
        }
        longest = timedelta(seconds=self.shortest_life if for_long else 0)
        return [worker for worker, started in since.items() if self.clock.now() - started >= longest]

    def is_well(self) -> bool:
        """Whether it has recovered from the last fault; hit again while it starts, it would never be up."""
        return bool(self.ready_workers(for_long=True)) and self.stand.product.is_ready()

    def tell(self, text: str) -> None:
        """Say on the terminal what is going on, unless only the result is wanted."""
        if not self.options.json:
            sys.stderr.write(f"{time.monotonic() - self._started:6.0f} s  {text}\n")
            sys.stderr.flush()

    def pick(self, processes: list[psutil.Process]) -> psutil.Process | None:
        """One of them, drawn by the seed."""
        return self.random.choice(processes) if processes else None
