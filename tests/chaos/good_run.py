"""A run in which everything went well, for checks to be shown what a broken one looks like."""

from datetime import UTC, datetime, timedelta
from typing import Any

from blake3 import blake3

from tests.chaos.records import Event, Execution, File, Records
from tests.chaos.workload import Submission, expected_text

START = datetime(2026, 1, 1, tzinfo=UTC)
LEASE, OTHER_LEASE = "7e57ab1e-0000-4000-8000-000000000001", "7e57ab1e-0000-4000-8000-000000000002"
CONTENT = expected_text(0)


def event(seq: int, type: str, **data: Any) -> Event:
    """One that came a second after the one before it."""
    return Event(seq, type, data, START + timedelta(seconds=seq))


def claimed(seq: int, lease: str = LEASE, worker: str = "here-1-100") -> Event:
    """A worker took it."""
    return event(seq, "claimed", lease=lease, worker=worker)


def good_run() -> tuple[Records, Submission]:
    """An execution that was lost once and completed by the next worker, as its client knows it."""
    submission = Submission(0, "quick", None, execution="e1")
    text = File("f1", "upload", "uploads/2026-01-01/f1", "ready", 30, "", "")
    digest = blake3(CONTENT).hexdigest()
    output = File("f2", "output", f"outputs/e1/{OTHER_LEASE}/0", "ready", len(CONTENT), digest, "e1")
    events = [
        event(1, "created"),
        claimed(2),
        event(3, "lost", lease=LEASE, lost=1),
        claimed(4, OTHER_LEASE, "here-2-200"),
        event(5, "progress"),
        event(6, "completed", lease=OTHER_LEASE, error_code=""),
    ]
    execution = Execution(
        id="e1", status="completed", idempotency_key=submission.key, error_code="", attempt=1, lost=1,
        event_seq=6, input_bytes=30, output_bytes=len(CONTENT), cancel_requested_at=None,
        events=events, inputs=[text], outputs=[output],
    )  # fmt: skip
    return Records({"e1": execution}, {"f1": text, "f2": output}), submission
