"""What a run found: one JSON object, or a table."""

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.clients import Progress
from tests.chaos.invariants import Violation
from tests.chaos.options import Options
from tests.chaos.recovery import Recovery
from tests.chaos.scene import Scene

GOAL_OF_PROCESS = 2.0
GOAL_BEYOND_LEASE = 10.0
SHOWN = 20
ALSO_ORPHANS = ("orphans", "processes", "workspaces")


@dataclass(kw_only=True)
class Findings:
    """All that the checks found."""

    executions: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    explained_orphans: int = 0
    recovery: Recovery = field(default_factory=Recovery)
    seconds: float = 0.0
    measures: dict[str, float] = field(default_factory=dict)


def summary(options: Options, scene: Scene, progress: Progress, findings: Findings) -> dict[str, Any]:
    """One flat object; numbers that a promise is about come first."""
    broken = Counter(violation.rule for violation in findings.violations)
    recovery = findings.recovery
    return {
        "executions": findings.executions,
        "kills": sum(wound.kind == "process" for wound in scene.wounds),
        "lost": broken["lost"],
        "duplicated": broken["duplicated"],
        "stuck": broken["stuck"],
        "failed_innocent": broken["failed_innocent"],
        "orphans": sum(broken[rule] for rule in ALSO_ORPHANS),
        "recovery_p50_s": recovery.percentile("process", 50),
        "recovery_p99_s": recovery.percentile("process", 99),
        "host_recovery_p99_s": recovery.percentile("host", 99),
        "tool_recovery_p99_s": recovery.percentile("tool", 99),
        "recovered": {kind: len(found) for kind, found in sorted(recovery.seconds.items())},
        "violations": [str(violation) for violation in findings.violations[:SHOWN]],
        "violated": dict(sorted(broken.items())),
        "goals_missed": _goals_missed(options, recovery),
        "losses_of_unhurt_workers": len(recovery.unexplained),
        "objects_to_collect": findings.explained_orphans,
        "statuses": dict(sorted(findings.statuses.items())),
        "answers": dict(sorted(progress.answers.items())),
        "slowest_answer_s": round(progress.slowest_answer, 3),
        "faults": dict(sorted(scene.counts.items())),
        "database": options.database,
        "broker": options.broker,
        "seed": options.seed,
        "lease_s": options.lease,
        "kill_every_s": options.kill_every,
        "shortest_life_s": round(scene.shortest_life, 1),
        "workers": 1 if options.is_embedded else options.workers,
        "concurrency": options.concurrency,
        "seconds": round(findings.seconds, 1),
        "executions_per_second": round(findings.executions / max(findings.seconds, 0.1), 1),
        **findings.measures,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _goals_missed(options: Options, recovery: Recovery) -> list[str]:
    """Speed depends on the machine, so these are told and break no promise."""
    goals = {"process": GOAL_OF_PROCESS, "host": options.lease + GOAL_BEYOND_LEASE}
    missed = []
    for kind, goal in goals.items():
        reached = recovery.percentile(kind, 99)
        if reached is not None and reached >= goal:
            missed.append(f"99 % of what a {kind} had in hand: {reached} s, wanted < {goal:g} s")
    return missed


def table(found: dict[str, Any]) -> str:
    """The same for people."""
    lines = []
    for name, value in found.items():
        lines.append(f"  {name.replace('_', ' '):<26}{_words(value)}")
    verdict = "A PROMISE WAS BROKEN" if found["violated"] else "Every promise was kept."
    return "\n".join([*lines, "", verdict])


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in value.items()) or "none"
    if isinstance(value, list):
        return "".join(f"\n      {item}" for item in value) or "none"
    return "-" if value is None else str(value)
