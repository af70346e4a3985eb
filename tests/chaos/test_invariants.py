"""The checks find what they are for: each promise, broken on purpose."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.chaos.good_run import LEASE, OTHER_LEASE, claimed, event, good_run
from tests.chaos.invariants import check_records
from tests.chaos.records import Records
from tests.chaos.workload import Submission

Break = Callable[[Records, Submission], None]


def test_a_good_run_breaks_no_promise() -> None:
    records, submission = good_run()

    assert list(check_records(records, [submission])) == []


def forget_row(records: Records, _: Submission) -> None:
    """The row is gone."""
    records.executions.clear()


def never_accept(_: Records, submission: Submission) -> None:
    """The client was never answered."""
    submission.execution = ""


def leave_processing(records: Records, _: Submission) -> None:
    """It has no end."""
    execution = records.executions["e1"]
    execution.status, execution.events, execution.event_seq = "processing", execution.events[:5], 5


def fail_innocent(records: Records, _: Submission) -> None:
    """It should have succeeded."""
    execution = records.executions["e1"]
    execution.status, execution.error_code = "failed", "worker_lost"


def complete_broken(_: Records, submission: Submission) -> None:
    """It should have failed."""
    submission.kind = "broken"


def cancel_unasked(records: Records, _: Submission) -> None:
    """Nobody wanted that."""
    records.executions["e1"].status = "cancelled"


def end_twice(records: Records, _: Submission) -> None:
    """Two ends."""
    execution = records.executions["e1"]
    execution.events.append(event(7, "completed", lease=OTHER_LEASE))
    execution.event_seq = 7


def publish_twice(records: Records, _: Submission) -> None:
    """Two outputs."""
    execution = records.executions["e1"]
    execution.outputs.append(replace(execution.outputs[0], id="f3"))


def make_another(records: Records, _: Submission) -> None:
    """A row that no client was told of."""
    records.executions["e2"] = replace(records.executions["e1"], id="e2")


def skip_a_number(records: Records, _: Submission) -> None:
    """A gap between the events."""
    del records.executions["e1"].events[4]


def let_a_zombie_write(records: Records, _: Submission) -> None:
    """The lease that was lost ends it."""
    records.executions["e1"].events[5] = event(6, "completed", lease=LEASE)


def claim_twice(records: Records, _: Submission) -> None:
    """A claim while another worker has it."""
    records.executions["e1"].events[4] = claimed(5, "7e57ab1e-0000-4000-8000-000000000003")


def repeat_a_token(records: Records, _: Submission) -> None:
    """The same token for two claims."""
    records.executions["e1"].events[3] = claimed(4, LEASE)


def miscount_bytes(records: Records, _: Submission) -> None:
    """The sum is not that of the files."""
    records.executions["e1"].output_bytes += 1


def miscount_losses(records: Records, _: Submission) -> None:
    """The counter is not that of the events."""
    records.executions["e1"].lost = 0


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (forget_row, "lost"),
        (never_accept, "unaccepted"),
        (leave_processing, "stuck"),
        (fail_innocent, "failed_innocent"),
        (complete_broken, "wrong_end"),
        (cancel_unasked, "wrong_end"),
        (end_twice, "duplicated"),
        (publish_twice, "duplicated"),
        (make_another, "duplicated"),
        (skip_a_number, "events"),
        (let_a_zombie_write, "events"),
        (claim_twice, "events"),
        (repeat_a_token, "leases"),
        (miscount_bytes, "sums"),
        (miscount_losses, "sums"),
    ],
)
def test_a_broken_promise_is_found(break_it: Break, rule: str) -> None:
    records, submission = good_run()

    break_it(records, submission)

    assert rule in {violation.rule for violation in check_records(records, [submission])}
