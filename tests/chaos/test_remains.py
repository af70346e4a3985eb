"""What is left after a run, and how long recovery took, is judged as it should be."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from blake3 import blake3

from tests.chaos.good_run import CONTENT, LEASE, START, good_run
from tests.chaos.recovery import measure_recovery
from tests.chaos.remains import check_contents, find_orphans
from tests.chaos.scene import Wound
from tests.chaos.workload import expected_text


def write(root: Path, key: str, content: bytes) -> None:
    """An object of the storage."""
    (root / key).parent.mkdir(parents=True, exist_ok=True)
    (root / key).write_bytes(content)


@pytest.mark.parametrize(
    ("content", "violations"),
    [(CONTENT, 0), (CONTENT[:-1], 2), (CONTENT.replace(b"0", b"1"), 2), (None, 1)],
    ids=["whole", "short", "other", "gone"],
)
def test_an_output_must_be_there_and_be_what_the_row_says(
    tmp_path: Path, content: bytes | None, violations: int
) -> None:
    records, submission = good_run()
    if content is not None:
        write(tmp_path, records.executions["e1"].outputs[0].key, content)

    found = list(check_contents(tmp_path, records, [submission]))

    assert [violation.rule for violation in found] == ["contents"] * violations


def test_an_output_with_the_right_digest_of_the_wrong_content_is_found(tmp_path: Path) -> None:
    records, submission = good_run()
    other = expected_text(1)
    output = replace(records.executions["e1"].outputs[0], size=len(other), blake3=blake3(other).hexdigest())
    records.executions["e1"].outputs = [output]
    write(tmp_path, output.key, other)

    assert [violation.rule for violation in check_contents(tmp_path, records, [submission])] == ["contents"]


def test_an_object_without_a_row_needs_an_interruption_that_explains_it(tmp_path: Path) -> None:
    records, _ = good_run()
    stray = "outputs/e1/7e57ab1e-0000-4000-8000-000000000009/0"
    for key in (*(file.key for file in records.files.values()), f"outputs/e1/{LEASE}/0", stray):
        write(tmp_path, key, b"")
    write(tmp_path, "uploads/2026-01-01/f9", b"")

    found = find_orphans(tmp_path, records, unanswered=1)

    assert found.explained == (f"outputs/e1/{LEASE}/0", "uploads/2026-01-01/f9")
    assert found.unexplained == (stray,)
    assert find_orphans(tmp_path, records, unanswered=0).unexplained == (stray, "uploads/2026-01-01/f9")


def test_recovery_is_measured_from_the_wound_to_the_next_claim() -> None:
    records, _ = good_run()
    killed = Wound("worker", "process", "-1-100", START + timedelta(seconds=2.5))

    found = measure_recovery(records.executions.values(), [killed])

    assert found.seconds == {"process": [1.5]}
    assert (found.unexplained, found.deploy_losses) == ([], [])


def test_a_loss_that_nobody_caused_is_told_apart_from_one_of_a_worker_that_was_told_to_stop() -> None:
    records, _ = good_run()
    other = Wound("worker", "process", "-3-300", START + timedelta(seconds=2.5))
    stopped = Wound("deploy", "deploy", "-1-100", START + timedelta(seconds=2.5))

    assert measure_recovery(records.executions.values(), [other]).unexplained == ["e1"]
    assert measure_recovery(records.executions.values(), [stopped]).deploy_losses == ["e1"]
