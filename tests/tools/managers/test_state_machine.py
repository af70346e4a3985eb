"""Executions move as their state machine says, whatever is done to them in whatever order.

A longer search: `pytest --hypothesis-profile=long tests/tools/managers/test_state_machine.py`.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from apps.iam.models import Role
from apps.iam.services.create_user import create_user
from apps.tools.exceptions import ExecutionEndedError, ExecutionNotEndedError
from apps.tools.guards import MAY_CHANGE
from apps.tools.models import ExecutionEvent, ToolExecution
from apps.tools.services.cancel_execution import cancel_execution
from apps.tools.services.delete_execution import delete_execution
from apps.tools.worker.sweep import sweep_executions

LEASE = timedelta(hours=1)
PAST = Now() - timedelta(seconds=1)

PENDING, PROCESSING = "pending", "processing"
ENDED = ("completed", "failed", "cancelled")
LEGAL = {
    None: {"created": PENDING},
    PENDING: {"claimed": PROCESSING, "cancelled": "cancelled"},
    PROCESSING: {
        "progress": PROCESSING,
        "cancel_requested": PROCESSING,
        "retrying": PENDING,
        "lost": PENDING,
        "handed_back": PENDING,
        **{status: status for status in ENDED},
    },
}
"""What may happen to an execution in which state, and where that leads; nothing happens after the end."""


@dataclass
class Told:
    """What the model knows of an execution."""

    max_lost: int
    status: str = PENDING
    token: UUID | None = None
    due: bool = True
    lease_expired: bool = False
    progress: int = 0
    attempt: int = 1
    lost: int = 0
    cancelling: bool = False
    hidden: bool = False
    events: list[str] = field(default_factory=lambda: ["created"])

    def move(self, event: str, status: str, **changes: Any) -> None:
        """Something happened; a lease belongs to processing alone."""
        self.events.append(event)
        self.status = status
        if status != PROCESSING:
            self.token, self.lease_expired = None, False
        if status == PENDING:
            self.progress = 0
        for name, value in changes.items():
            setattr(self, name, value)


class Executions(RuleBasedStateMachine):
    """Does what owners, workers and the sweep do, in any order, and keeps a model of what must follow."""

    executions: Bundle[UUID] = Bundle("executions")
    tokens: Bundle[UUID] = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[UUID, Told] = {}
        self.ends: dict[UUID, dict[str, Any]] = {}
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.owners = [
            create_user(email=f"{name}@example.com", password=None, name=name, role=Role.USER)
            for name in ("alice", "bob")
        ]

    def teardown(self) -> None:
        """Leave nothing for the next search."""
        connection.check_constraints()
        transaction.set_rollback(True)
        self.undo.close()

    def holder(self, token: UUID) -> Told | None:
        """Whose lease this token is, if it still is one."""
        return next((told for told in self.model.values() if told.token == token), None)

    @initialize(target=executions)
    def begin(self) -> UUID:
        return self.ask(owner=0, max_lost=2)

    @rule(target=executions, owner=st.integers(0, 1), max_lost=st.integers(1, 4))
    def enqueue(self, owner: int, max_lost: int) -> UUID:
        return self.ask(owner=owner, max_lost=max_lost)

    @rule(target=executions, earlier=executions)
    def retry(self, earlier: UUID) -> Any:
        if self.model[earlier].status not in ENDED:
            return multiple()
        return self.ask(owner=0, max_lost=2, retry_of_id=earlier)

    def ask(self, *, owner: int, max_lost: int, **values: Any) -> UUID:
        draft = ToolExecution(
            owner=self.owners[owner],
            tool="image-convert",
            tool_version="1",
            max_lost=max_lost,
            expires_at=timezone.now() + LEASE,
            **values,
        )
        ToolExecution.objects.enqueue(draft, inputs=[])
        self.model[draft.pk] = Told(max_lost=max_lost)
        return draft.pk

    @rule(target=tokens)
    def claim(self) -> Any:
        token = uuid4()
        taken = ToolExecution.objects.claim(worker="w-0-1-1", token=token, lease=LEASE)
        waiting = {key for key, told in self.model.items() if told.status == PENDING and told.due}
        if taken is None:
            assert not waiting
            return multiple()
        assert taken.pk in waiting
        self.model[taken.pk].move("claimed", PROCESSING, token=token)
        return token

    @rule(execution=executions)
    def time_passes_until_it_is_due(self, execution: UUID) -> None:
        if self.model[execution].status == PENDING:
            ToolExecution.objects.filter(pk=execution).update(available_at=PAST)
            self.model[execution].due = True

    @rule(token=tokens)
    def the_lease_runs_out(self, token: UUID) -> None:
        changed = ToolExecution.objects.filter(lease_token=token).update(lease_expires_at=PAST)
        told = self.holder(token)
        assert changed == (told is not None)
        if told:
            told.lease_expired = True

    @rule(token=tokens)
    def renew(self, token: UUID) -> None:
        ToolExecution.objects.renew(tokens=[token, uuid4()], lease=LEASE)
        if told := self.holder(token):
            told.lease_expired = False

    @rule(token=tokens)
    def look_at_the_flag(self, token: UUID) -> None:
        told = self.holder(token)
        expected = {token: told.cancelling} if told else {}
        assert ToolExecution.objects.leases(tokens=[token]) == expected

    @rule(token=tokens, percent=st.integers(0, 99))
    def report_progress(self, token: UUID, percent: int) -> None:
        ToolExecution.objects.report_progress(token=token, percent=percent, message="")
        told = self.holder(token)
        if told and percent >= told.progress:
            told.move("progress", PROCESSING, progress=percent)

    @rule(token=tokens, status=st.sampled_from(ENDED))
    def finish(self, token: UUID, status: str) -> None:
        told = self.holder(token)
        told_with: dict[str, dict[str, Any]] = {
            "completed": {"progress": 100}, "failed": {"error_code": "tool_error"},
        }  # fmt: skip
        values = told_with.get(status, {})
        moved = ToolExecution.objects.finish(token=token, status=status, **values)
        assert (moved is None) == (told is None)
        if told:
            told.move(status, status, **({"progress": 100} if status == "completed" else {}))

    @rule(token=tokens, later=st.booleans())
    def try_again(self, token: UUID, later: bool) -> None:
        told = self.holder(token)
        after = LEASE if later else timedelta(seconds=-1)
        moved = ToolExecution.objects.try_again(token=token, after=after)
        allowed = told is not None and told.attempt < 2 and not told.cancelling
        assert (moved is not None) == allowed
        if told and allowed:
            told.move("retrying", PENDING, attempt=told.attempt + 1, due=not later)

    @rule(token=tokens)
    def hand_back(self, token: UUID) -> None:
        told = self.holder(token)
        moved = ToolExecution.objects.hand_back(token=token)
        assert (moved is None) == (told is None)
        if told:
            told.move("handed_back", PENDING, due=True)

    @rule(execution=executions)
    def cancel(self, execution: UUID) -> None:
        told = self.model[execution]
        if told.status in ENDED:
            with pytest.raises(ExecutionEndedError):
                cancel_execution(execution=ToolExecution.objects.get(pk=execution))
            return
        cancel_execution(execution=ToolExecution.objects.get(pk=execution))
        if told.status == PENDING:
            told.move("cancelled", "cancelled")
        elif not told.cancelling:
            told.move("cancel_requested", PROCESSING, cancelling=True)

    @rule()
    def sweep(self) -> None:
        freed = {execution.pk for execution in sweep_executions().freed}
        assert freed == {key for key, told in self.model.items() if told.lease_expired}
        for key in freed:
            self.lose(self.model[key])

    @rule(token=tokens)
    def the_worker_says_that_it_lost_it(self, token: UUID) -> None:
        told = self.holder(token)
        held = ToolExecution.objects.filter(lease_token=token).first()
        if told and held:
            ToolExecution.objects.release_lost(held)
            self.lose(told)
            assert ToolExecution.objects.release_lost(held) is None

    def lose(self, told: Told) -> None:
        lost = told.lost + 1
        if told.cancelling:
            told.move("cancelled", "cancelled", lost=lost)
        elif lost >= told.max_lost:
            told.move("failed", "failed", lost=lost)
        else:
            told.move("lost", PENDING, lost=lost, due=lost == 1)

    @rule(execution=executions)
    def delete(self, execution: UUID) -> None:
        told = self.model[execution]
        row = ToolExecution.objects.get(pk=execution)
        if told.status == PROCESSING:
            with pytest.raises(ExecutionNotEndedError):
                delete_execution(execution=row)
            return
        delete_execution(execution=row)
        if told.status == PENDING:
            told.move("cancelled", "cancelled")
        told.hidden = True

    @invariant()
    def every_row_is_as_the_model_says(self) -> None:
        for row in ToolExecution.objects.all():
            told = self.model[row.pk]
            assert row.status == told.status
            assert row.lease_token == told.token
            assert (row.attempt, row.lost, row.progress) == (told.attempt, told.lost, told.progress)
            assert (row.cancel_requested_at is not None) == told.cancelling
            assert (row.deleted_at is not None) == told.hidden
            assert (row.finished_at is not None) == (told.status in ENDED)
            assert (row.lease_expires_at is not None) == (told.status == PROCESSING)
            assert row.event_seq == len(told.events)

    @invariant()
    def every_history_is_whole_and_legal(self) -> None:
        stories: dict[UUID, list[str]] = {key: [] for key in self.model}
        leases: list[str] = []
        for event in ExecutionEvent.objects.order_by("execution", "seq"):
            stories[event.execution_id].append(event.type)
            assert event.seq == len(stories[event.execution_id])
            if event.type == "claimed":
                leases.append(event.data["lease"])
        assert len(leases) == len(set(leases))
        for key, story in stories.items():
            state: str | None = None
            for event_type in story:
                state = LEGAL.get(state, {})[event_type]
            assert state == self.model[key].status
            assert story == self.model[key].events

    @invariant()
    def what_has_ended_never_changes(self) -> None:
        for row in ToolExecution.objects.ended().values():
            lasting = {name: value for name, value in row.items() if name not in MAY_CHANGE}
            assert self.ends.setdefault(row["id"], lasting) == lasting


@pytest.fixture
def unlimited(settings: Settings) -> None:
    """Let one owner have everything running: who is served first is not what is looked at here."""
    settings.MAX_RUNNING_PER_USER = 10_000


@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_no_order_of_steps_breaks_the_state_machine(unlimited: None) -> None:
    effort = settings(deadline=None, suppress_health_check=list(HealthCheck))
    if settings.get_current_profile_name() == "default":
        effort = settings(effort, max_examples=50, stateful_step_count=20)
    run_state_machine_as_test(Executions, settings=effort)
