"""What must hold after every run, whatever happened, as the rows tell it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.chaos.records import Event, Execution, Records
from tests.chaos.workload import ERROR, Submission

INNOCENT = {"quick", "slow"}
MOVES: dict[str, tuple[set[str], str | None]] = {
    "created": ({""}, "pending"),
    "claimed": ({"pending"}, "processing"),
    "progress": ({"processing"}, None),
    "cancel_requested": ({"processing"}, None),
    "retrying": ({"processing"}, "pending"),
    "lost": ({"processing"}, "pending"),
    "handed_back": ({"processing"}, "pending"),
    "completed": ({"processing"}, "completed"),
    "failed": ({"pending", "processing"}, "failed"),
    "cancelled": ({"pending", "processing"}, "cancelled"),
}
"""From which states an event may come, and to which it leads."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken: which, for which execution, and how."""

    rule: str
    execution: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.execution} {self.detail}".strip()


def check_records(records: Records, submissions: Iterable[Submission]) -> Iterator[Violation]:
    """Every promise about rows."""
    wanted = list(submissions)
    yield from _accepted_once(records, wanted)
    for submission in wanted:
        if execution := records.executions.get(submission.execution):
            yield from _ended_as_it_had_to(execution, submission)
            yield from _has_its_effects_once(execution)
            yield from _adds_up(execution)
    for execution in records.executions.values():
        yield from _has_a_legal_history(execution)
    yield from _leases_are_unique(records)


def _accepted_once(records: Records, submissions: list[Submission]) -> Iterator[Violation]:
    """I1: what was accepted is there, once, and nothing else is."""
    for submission in submissions:
        if not submission.execution:
            yield Violation("unaccepted", "", f"{submission.key} was never accepted")
        elif submission.execution not in records.executions:
            yield Violation("lost", submission.execution, "was accepted and has no row")
    accepted = Counter(submission.execution for submission in submissions if submission.execution)
    for execution, times in accepted.items():
        if times > 1:
            yield Violation("duplicated", execution, f"answered {times} submissions")
    for execution in records.executions.keys() - accepted.keys():
        yield Violation("duplicated", execution, "has a row that nobody was told of")


def _ended_as_it_had_to(execution: Execution, submission: Submission) -> Iterator[Violation]:
    """I1, I6: it has an end, and the right one."""
    match execution.status:
        case "pending" | "processing":
            yield Violation("stuck", execution.id, f"is {execution.status} after the drain")
        case "cancelled" if not submission.cancel_asked:
            yield Violation("wrong_end", execution.id, "was cancelled by nobody")
        case "failed" if submission.kind in INNOCENT:
            yield Violation("failed_innocent", execution.id, f"failed with {execution.error_code}")
        case "failed" if execution.error_code != ERROR:
            yield Violation("wrong_end", execution.id, f"failed with {execution.error_code}, not {ERROR}")
        case "completed" if submission.kind not in INNOCENT:
            yield Violation("wrong_end", execution.id, "was completed with an input that is broken")


def _has_its_effects_once(execution: Execution) -> Iterator[Violation]:
    """I3: one end; one output if it was completed, else none."""
    ends = [event.type for event in execution.events if event.type in {"completed", "failed", "cancelled"}]
    if len(ends) > 1:
        yield Violation("duplicated", execution.id, f"ended {len(ends)} times: {ends}")
    expected = 1 if execution.status == "completed" else 0
    if len(execution.outputs) != expected:
        yield Violation(
            "duplicated", execution.id, f"{execution.status} with {len(execution.outputs)} outputs"
        )


def _adds_up(execution: Execution) -> Iterator[Violation]:
    """I10: sums are those of the files, counters those of the events."""
    for name, said, files in (
        ("input_bytes", execution.input_bytes, execution.inputs),
        ("output_bytes", execution.output_bytes, execution.outputs),
    ):
        if said != sum(file.size for file in files):
            yield Violation(
                "sums", execution.id, f"{name} is {said}; its files have {[f.size for f in files]}"
            )
    counted = sum("lost" in event.data for event in execution.events)
    if counted != execution.lost:
        yield Violation("sums", execution.id, f"lost is {execution.lost}, by its events {counted}")
    tries = sum(event.type == "retrying" for event in execution.events) + 1
    if tries != execution.attempt:
        yield Violation("sums", execution.id, f"attempt is {execution.attempt}, by its events {tries}")


def _has_a_legal_history(execution: Execution) -> Iterator[Violation]:
    """I5: events are numbered without a gap, move legally, and lead to where the row stands."""
    numbers = [event.seq for event in execution.events]
    if numbers != list(range(1, execution.event_seq + 1)):
        yield Violation("events", execution.id, f"numbered {numbers}, the row says {execution.event_seq}")
    state, lease = "", ""
    for event in execution.events:
        allowed, after = MOVES.get(event.type, (set(), None))
        if state not in allowed:
            yield Violation("events", execution.id, f"{event.type} while {state or 'nothing'}")
        if state == "processing" and event.lease and event.lease != lease:
            yield Violation("events", execution.id, f"{event.type} by a lease that was lost")
        state = after or state
        lease = event.lease if event.type == "claimed" else lease
    if state != execution.status:
        yield Violation("events", execution.id, f"lead to {state}, the row says {execution.status}")


def _leases_are_unique(records: Records) -> Iterator[Violation]:
    """I4: no token is that of two claims."""
    claims: list[tuple[str, Event]] = [
        (execution.id, event)
        for execution in records.executions.values()
        for event in execution.events
        if event.type == "claimed"
    ]
    counted = Counter(event.lease for _, event in claims)
    for execution_id, event in claims:
        if counted[event.lease] > 1:
            yield Violation("leases", execution_id, f"claimed by a token {counted[event.lease]} times")
