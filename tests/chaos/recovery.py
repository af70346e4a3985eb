"""How long an execution waited that its worker had in hand when it was hurt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from tests.chaos.records import Event, Execution
from tests.chaos.scene import Wound

AIMING = timedelta(seconds=1)
"""A worker may still claim between the moment that was noted and the signal."""
NEXT = {"claimed", "completed", "failed", "cancelled"}


@dataclass(slots=True)
class Recovery:
    """Seconds from each wound until the next claim or the end, by what was hurt."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    deploy_losses: list[str] = field(default_factory=list)
    """Executions that counted a loss because their worker was told to stop."""
    unexplained: list[str] = field(default_factory=list)
    """Executions that lost a worker which nobody had hurt."""

    def percentile(self, kind: str, percent: int) -> float | None:
        """The nearest rank; None without a sample."""
        samples = sorted(self.seconds.get(kind, ()))
        if not samples:
            return None
        return round(samples[min(len(samples) * percent // 100, len(samples) - 1)], 3)


def measure_recovery(executions: Iterable[Execution], wounds: Iterable[Wound]) -> Recovery:
    """Go through every lease that was taken from a worker, and find what had hurt it."""
    found, known = Recovery(), sorted(wounds, key=lambda wound: wound.at)
    for execution in executions:
        for claimed, lost, after in _losses(execution):
            hurt = [wound for wound in known if _explains(wound, claimed, lost)]
            if not hurt:
                found.unexplained.append(execution.id)
                continue
            last = hurt[-1]
            if last.kind == "deploy":
                found.deploy_losses.append(execution.id)
            elif after is not None:
                waited = (after.at - max(last.at, claimed.at)).total_seconds()
                found.seconds.setdefault(last.kind, []).append(waited)
    return found


def _losses(execution: Execution) -> Iterable[tuple[Event, Event, Event | None]]:
    """Each claim whose lease was taken, with the event that took it and the next that moved it on."""
    events = [event for event in execution.events if event.type != "progress"]
    for place, event in enumerate(events):
        if "lost" not in event.data:
            continue
        claims = [before for before in events[:place] if before.type == "claimed"]
        later = [event, *events[place + 1 :]]
        if claims:
            yield claims[-1], event, next((one for one in later if one.type in NEXT), None)


def _explains(wound: Wound, claimed: Event, lost: Event) -> bool:
    """Whether the worker was hurt while it had this lease; its name ends with its pid and start."""
    if not str(claimed.data.get("worker", "")).endswith(wound.worker):
        return False
    return claimed.at - AIMING <= wound.at <= lost.at
