"""When what happens: two clocks, both drawn by the seed; kills go on while something else lasts."""

import threading
import time
from collections.abc import Callable

from tests.chaos.faults import FAULTS, chosen
from tests.chaos.faults.kills import kill_worker
from tests.chaos.scene import Scene

AGAIN_AFTER = 0.5
"""Seconds, when there was nothing to hit."""


class Trouble(threading.Thread):
    """Strikes every so many seconds until the run is over."""

    def __init__(self, scene: Scene, *, name: str, every: float, strike: Callable[[], str]) -> None:
        super().__init__(name=name, daemon=True)
        self._scene = scene
        self._every = every
        self._strike = strike

    def run(self) -> None:
        """Strike late rather than twice when the last blow lasted, or nothing was there to be hit."""
        due = time.monotonic() + self._every
        while not self._scene.wait(max(due - time.monotonic(), 0)):
            if fault := self._strike():
                self._scene.counts[fault] += 1
                due = max(due + self._every, time.monotonic())
            else:
                due = time.monotonic() + AGAIN_AFTER


def troubles(scene: Scene) -> list[Trouble]:
    """What the options ask for, not started yet."""
    wanted = []
    options = scene.options
    if options.kill_every > 0:
        killing = Trouble(
            scene,
            name="kills",
            every=options.kill_every,
            strike=lambda: "worker" if kill_worker(scene) else "",
        )
        wanted.append(killing)
    if names := chosen(options):
        wanted.append(Trouble(scene, name="faults", every=options.fault_every, strike=_turns(scene, names)))
    return wanted


def _turns(scene: Scene, names: list[str]) -> Callable[[], str]:
    """Every fault once, in an order drawn by the seed, then all again: a short run has them all as well."""
    waiting: list[str] = []

    def strike() -> str:
        if not scene.is_well():
            return ""
        if not waiting:
            waiting.extend(names)
            scene.random.shuffle(waiting)
        name = waiting.pop()
        return name if FAULTS[name].strike(scene) else ""

    return strike


def share_of_work(scene: Scene) -> float:
    """How much may be submitted by now: some is kept for each fault that has not struck yet."""
    names = chosen(scene.options)
    struck = sum(scene.counts[name] > 0 for name in names)
    return (struck + 1) / (len(names) + 1)
