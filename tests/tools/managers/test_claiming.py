"""Who is taken from the line next, on a real database, by one worker or by many at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import connections
from django.db.models.functions import Now
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import ToolExecution

LEASE = timedelta(seconds=30)
INTERACTIVE, BATCH = ToolExecution.Priority.INTERACTIVE, ToolExecution.Priority.BATCH

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def many_may_run(settings: LazySettings) -> None:
    """No owner reaches the limit of running executions, unless a test is about it."""
    settings.MAX_RUNNING_PER_USER = 1000


def ask(owner: User, **values: Any) -> ToolExecution:
    """A pending execution, as the API makes one."""
    execution = ToolExecution(
        owner=owner,
        tool=values.pop("tool", "image-convert"),
        tool_version="1.0.0",
        expires_at=timezone.now() + timedelta(hours=1),
        **values,
    )
    ToolExecution.objects.enqueue(execution, inputs=[])
    return execution


def claim(**how: Any) -> ToolExecution | None:
    """What a worker takes next."""
    return ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE, **how)


def claim_all(**how: Any) -> list[ToolExecution]:
    """What a worker takes, one after the other, until it finds nothing."""
    return list(iter(lambda: claim(**how), None))


def token_of(execution: ToolExecution | None) -> UUID:
    """The proof that a worker has it."""
    assert execution is not None
    assert execution.lease_token is not None
    return execution.lease_token


def end(execution: ToolExecution | None) -> None:
    """Its worker is done with it."""
    ToolExecution.objects.finish(token=token_of(execution), status="cancelled")


def lose(execution: ToolExecution | None) -> ToolExecution:
    """Its worker dies; it is due again at once."""
    assert execution is not None
    freed = ToolExecution.objects.release_lost(execution)
    assert freed is not None
    ToolExecution.objects.filter(pk=freed.pk).update(available_at=Now())
    return freed


class TestTurns:
    def test_of_one_owner_the_oldest_goes_first(self, alice: User) -> None:
        asked = [ask(alice) for _ in range(5)]

        assert claim_all() == asked

    def test_a_flood_delays_what_someone_else_asks_for_by_two_at_most(self, alice: User, bob: User) -> None:
        for _ in range(200):
            ask(alice)
        for _ in range(50):
            claim()

        single = ask(bob)

        assert single in [claim() for _ in range(3)]

    def test_owners_with_much_to_do_are_served_alternately(self, alice: User, bob: User) -> None:
        for _ in range(20):
            ask(alice)
        for _ in range(20):
            ask(bob)

        owners = [execution.owner for execution in claim_all()]

        for taken in range(1, 38):
            counted = Counter(owners[:taken])
            assert abs(counted[alice] - counted[bob]) <= 2

    def test_who_comes_again_and_again_does_not_overtake_who_waits(self, alice: User, bob: User) -> None:
        for _ in range(10):
            ask(alice)
        taken = []
        for _ in range(10):
            ask(bob)
            taken += [claim(), claim()]

        assert Counter(execution.owner for execution in taken if execution)[alice] >= 9

    def test_many_for_later_do_not_hold_up_what_the_same_owner_waits_for(
        self, alice: User, bob: User
    ) -> None:
        for _ in range(20):
            ask(alice, priority=BATCH)
            ask(bob, priority=INTERACTIVE)

        awaited = ask(alice, priority=INTERACTIVE)

        assert awaited in [claim() for _ in range(3)]

    def test_what_nobody_here_can_run_lets_no_newcomer_overtake(self, alice: User, bob: User) -> None:
        ask(alice, tool="video-rotate")
        waiting = [ask(alice) for _ in range(10)]
        for _ in range(5):
            end(claim(tools=["image-convert"]))
        running = claim(tools=["image-convert"])

        newcomer = ask(bob)

        assert running == waiting[5]
        assert newcomer.turn > waiting[5].turn

    def test_after_an_idle_time_nobody_is_held_to_what_was_before(self, alice: User, bob: User) -> None:
        for _ in range(20):
            ask(alice)
        for execution in claim_all():
            end(execution)

        assert (ask(alice).turn, ask(bob).turn) == (1, 2)

    def test_what_comes_back_keeps_its_place(self, alice: User, bob: User) -> None:
        first = ask(alice)
        for _ in range(5):
            ask(bob)

        ToolExecution.objects.hand_back(token=token_of(claim()))

        assert claim() == first

    def test_what_runs_in_the_request_takes_none(self, alice: User) -> None:
        done = ask(alice, status="completed", progress=100, finished_at=timezone.now())

        assert (done.turn, done.deadline_at) == (0, None)

    @pytest.mark.django_db(transaction=True)
    def test_requests_at_once_of_one_owner_get_turns_of_their_own(self, alice: User) -> None:
        def flood(_: int) -> list[int]:
            turns = [ask(alice).turn for _ in range(10)]
            connections.close_all()
            return turns

        with ThreadPoolExecutor(4) as pool:
            turns = sorted(turn for some in pool.map(flood, range(4)) for turn in some)

        assert turns == list(range(1, 41))


class TestPriorities:
    def test_what_someone_waits_for_goes_before_what_runs_by_the_hundred(
        self, alice: User, bob: User
    ) -> None:
        later = ask(alice, priority=BATCH)
        awaited = ask(bob, priority=INTERACTIVE)

        assert claim_all() == [awaited, later]


class TestTheLimitOfOneOwner:
    @pytest.fixture(autouse=True)
    def two_may_run(self, settings: LazySettings) -> None:
        """Two executions at once of one owner."""
        settings.MAX_RUNNING_PER_USER = 2

    def test_an_owner_with_enough_running_is_passed_over(self, alice: User, bob: User) -> None:
        mine = [ask(alice) for _ in range(4)]
        theirs = ask(bob)

        assert claim_all() == [mine[0], mine[1], theirs]

    def test_the_next_one_is_taken_when_one_has_ended(self, alice: User) -> None:
        asked = [ask(alice) for _ in range(3)]
        first, _ = claim_all()

        end(first)

        assert claim_all() == [asked[2]]

    def test_workers_that_look_find_nothing_in_line(self, alice: User) -> None:
        for _ in range(3):
            ask(alice)
        claim_all()

        assert not ToolExecution.objects.in_line().exists()


class TestLosses:
    def test_it_is_due_again_at_once_then_ever_later_until_the_eighth_loss(self, alice: User) -> None:
        execution = ask(alice)
        waits = []
        for _ in range(7):
            ToolExecution.objects.update(available_at=Now())
            claimed = claim()
            assert claimed is not None
            freed = ToolExecution.objects.release_lost(claimed)
            assert freed is not None
            waits.append(round((freed.available_at - freed.updated_at).total_seconds(), 2))

        ToolExecution.objects.update(available_at=Now())
        last = claim()
        assert last is not None
        ToolExecution.objects.release_lost(last)

        execution.refresh_from_db()
        assert waits == [0, 0, 0.25, 0.5, 1, 2, 4]
        assert (execution.status, execution.error_code) == ("failed", "worker_lost")


class TestDeadlines:
    def test_what_waits_has_one_from_the_start_and_none_once_it_was_begun(
        self, alice: User, settings: LazySettings
    ) -> None:
        settings.QUEUE_TIMEOUT = timedelta(hours=2)
        waiting = ask(alice)
        waiting.refresh_from_db()
        assert waiting.deadline_at
        wait = waiting.deadline_at - waiting.created_at

        begun = claim()

        assert abs(wait - timedelta(hours=2)) < timedelta(seconds=1)
        assert begun is not None
        assert begun.deadline_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 6])
def test_workers_that_claim_at_once_never_take_the_same(workers: int, alice: User, bob: User) -> None:
    asked = {ask(owner).pk for owner in (alice, bob) for _ in range(15)}

    def work(_: int) -> list[ToolExecution]:
        taken = claim_all()
        connections.close_all()
        return taken

    with ThreadPoolExecutor(workers) as pool:
        taken = [execution.pk for some in pool.map(work, range(workers)) for execution in some]
    # On PostgreSQL a row that another is just taking is passed over, so one may find nothing too early.
    taken += [execution.pk for execution in claim_all()]

    assert len(taken) == len(asked)
    assert set(taken) == asked
    for execution in ToolExecution.objects.all():
        assert list(execution.events.order_by("seq").values_list("type", flat=True)) == ["created", "claimed"]
