"""How an execution moves from one state to the next, on a real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution

LEASE = timedelta(seconds=30)

pytestmark = pytest.mark.django_db


def queued(owner: User, **values: Any) -> ToolExecution:
    """A pending execution of alice's, as the API makes one."""
    draft = ToolExecution(
        owner=owner,
        tool="image-convert",
        tool_version="1.0.0",
        expires_at=timezone.now() + timedelta(hours=1),
        **values,
    )
    ToolExecution.objects.enqueue(draft, inputs=[])
    return draft


def claimed(owner: User, **values: Any) -> tuple[ToolExecution, UUID]:
    """One in the hands of a worker, with its token."""
    queued(owner, **values)
    token = uuid4()
    execution = ToolExecution.objects.claim(worker="w-0-1-1", token=token, lease=LEASE)
    assert execution is not None
    return execution, token


def story(execution: ToolExecution) -> list[str]:
    """The types of its events, in order."""
    return list(execution.events.order_by("seq").values_list("type", flat=True))


def expire_lease(execution: ToolExecution) -> None:
    """Let its lease have ended a second ago."""
    ToolExecution.objects.filter(pk=execution.pk).update(lease_expires_at=Now() - timedelta(seconds=1))


class TestClaim:
    def test_takes_the_oldest_of_the_most_urgent(self, alice: User) -> None:
        later = queued(alice)
        urgent = queued(alice, priority=-1)
        first = ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE)
        second = ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE)
        assert [first, second] == [urgent, later]

    def test_gives_the_claimed_row_a_lease_and_an_event(self, alice: User) -> None:
        execution, token = claimed(alice)
        assert execution.status == "processing"
        assert execution.lease_token == token
        assert execution.started_at is not None
        assert story(execution) == ["created", "claimed"]

    def test_finds_nothing_when_everything_is_taken(self, alice: User) -> None:
        claimed(alice)
        assert ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE) is None

    def test_leaves_tools_that_this_worker_cannot_run_or_does_not_know(self, alice: User) -> None:
        queued(alice)
        taken = ToolExecution.objects.claim(
            worker="w", token=uuid4(), lease=LEASE, tools=["gpx-analyze", "video-rotate"]
        )
        assert taken is None

    def test_leaves_what_is_not_due_yet(self, alice: User) -> None:
        queued(alice, available_at=timezone.now() + timedelta(minutes=1))
        assert ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE) is None


class TestFinish:
    def test_shows_the_outputs_with_the_completed_row(self, alice: User) -> None:
        _, token = claimed(alice)
        output = StoredFile(
            owner=alice, kind="output", name="a.webp", format="webp", media_type="image/webp", size=3,
            blake3="0" * 64, key="outputs/x/0", expires_at=timezone.now(),
        )  # fmt: skip
        finished = ToolExecution.objects.finish(
            token=token, status="completed", outputs=[output], progress=100
        )
        assert finished is not None
        assert list(finished.outputs.all()) == [output]
        assert (finished.status, finished.lease_token) == ("completed", None)
        assert story(finished) == ["created", "claimed", "completed"]

    def test_writes_nothing_for_a_worker_that_lost_its_lease(self, alice: User) -> None:
        execution, token = claimed(alice)
        ToolExecution.objects.release_lost(execution)
        assert ToolExecution.objects.finish(token=token, status="completed", progress=100) is None
        execution.refresh_from_db()
        assert execution.status == "pending"
        assert story(execution) == ["created", "claimed", "lost"]

    def test_happens_once(self, alice: User) -> None:
        execution, token = claimed(alice)
        ToolExecution.objects.finish(token=token, status="completed", progress=100)
        assert ToolExecution.objects.finish(token=token, status="cancelled") is None
        assert story(execution) == ["created", "claimed", "completed"]

    @pytest.mark.parametrize(
        "shape",
        [
            {"status": "completed", "progress": 99},
            {"status": "failed", "progress": 100},
            {"status": "completed", "progress": 100, "error_code": "tool_error"},
        ],
    )
    def test_a_row_that_makes_no_sense_is_refused_by_the_database(
        self, alice: User, shape: dict[str, Any]
    ) -> None:
        _, token = claimed(alice)
        with pytest.raises(IntegrityError):
            ToolExecution.objects.finish(token=token, **shape)


class TestLoss:
    def test_an_expired_lease_sends_the_execution_back(self, alice: User) -> None:
        execution, _ = claimed(alice)
        expire_lease(execution)
        assert list(ToolExecution.objects.expired_leases()) == [execution]
        freed = ToolExecution.objects.release_lost(execution)
        assert freed is not None
        assert (freed.status, freed.lost, freed.attempt) == ("pending", 1, 1)

    def test_too_many_losses_fail_it_as_worker_lost(self, alice: User) -> None:
        execution, _ = claimed(alice, lost=7)
        failed = ToolExecution.objects.release_lost(execution)
        assert failed is not None
        assert (failed.status, failed.error_code, failed.lost) == ("failed", "worker_lost", 8)

    def test_a_lost_execution_that_was_to_be_cancelled_is_cancelled(self, alice: User) -> None:
        execution, _ = claimed(alice)
        ToolExecution.objects.request_cancel(execution_id=execution.pk)
        execution.refresh_from_db()
        freed = ToolExecution.objects.release_lost(execution)
        assert freed is not None
        assert freed.status == "cancelled"

    def test_is_counted_once_however_many_sweep(self, alice: User) -> None:
        execution, _ = claimed(alice)
        assert ToolExecution.objects.release_lost(execution) is not None
        assert ToolExecution.objects.release_lost(execution) is None
        execution.refresh_from_db()
        assert execution.lost == 1

    def test_renewing_keeps_the_lease(self, alice: User) -> None:
        execution, token = claimed(alice)
        expire_lease(execution)
        ToolExecution.objects.renew(tokens=[token], lease=LEASE)
        assert not ToolExecution.objects.expired_leases().exists()


class TestFaults:
    def test_a_faulty_attempt_gets_one_more(self, alice: User) -> None:
        _, token = claimed(alice)
        again = ToolExecution.objects.try_again(token=token, after=timedelta(0))
        assert again is not None
        assert (again.status, again.attempt, again.lost) == ("pending", 2, 0)

    def test_but_not_a_third(self, alice: User) -> None:
        _, token = claimed(alice, attempt=2)
        assert ToolExecution.objects.try_again(token=token, after=timedelta(0)) is None

    def test_handing_back_counts_nothing(self, alice: User) -> None:
        _, token = claimed(alice)
        back = ToolExecution.objects.hand_back(token=token)
        assert back is not None
        assert (back.status, back.attempt, back.lost) == ("pending", 1, 0)


class TestCancel:
    def test_a_waiting_execution_ends_at_once(self, alice: User) -> None:
        execution = queued(alice)
        cancelled = ToolExecution.objects.cancel_pending(execution_id=execution.pk)
        assert cancelled is not None
        assert cancelled.status == "cancelled"
        assert cancelled.finished_at is not None

    def test_a_running_one_gets_a_flag_that_its_worker_reads(self, alice: User) -> None:
        execution, token = claimed(alice)
        assert ToolExecution.objects.leases(tokens=[token]) == {token: False}
        ToolExecution.objects.request_cancel(execution_id=execution.pk)
        assert ToolExecution.objects.leases(tokens=[token, uuid4()]) == {token: True}


class TestProgress:
    def test_goes_forward_only(self, alice: User) -> None:
        execution, token = claimed(alice)
        ToolExecution.objects.report_progress(token=token, percent=40, message="page 4 of 10")
        ToolExecution.objects.report_progress(token=token, percent=30, message="page 3 of 10")
        execution.refresh_from_db()
        assert (execution.progress, execution.progress_message) == (40, "page 4 of 10")

    def test_events_are_numbered_without_a_gap(self, alice: User) -> None:
        execution, token = claimed(alice)
        for percent in (10, 20, 30):
            ToolExecution.objects.report_progress(token=token, percent=percent, message="")
        ToolExecution.objects.finish(token=token, status="cancelled")
        assert list(execution.events.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_stranger_sees_no_execution_and_its_owner_sees_no_deleted_one(alice: User, bob: User) -> None:
    execution = queued(alice)
    assert list(ToolExecution.objects.visible_to(alice)) == [execution]
    assert not ToolExecution.objects.visible_to(bob).exists()
    ToolExecution.objects.filter(pk=execution.pk).update(deleted_at=Now())
    assert not ToolExecution.objects.visible_to(alice).exists()
