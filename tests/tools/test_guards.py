"""The database itself keeps what has ended, and what happened, whoever writes to it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from apps.iam.models import User
from apps.tools.guards import MAY_CHANGE, install_guards, remove_guards
from apps.tools.models import ExecutionEvent, ToolExecution
from tests.tools.conftest import Queue

pytestmark = pytest.mark.django_db

ENDED = "An execution that has ended can only be hidden or deleted"
OTHERWISE: dict[str, Any] = {
    "result": {"pages": 4},
    "notes": [],
    "options": {"quality": 91},
    "exit_info": None,
    "metadata": {"order": "8"},
    "lost": 1,
    "finished_at": Now() + timedelta(seconds=1),
    "started_at": None,
    "expires_at": Now(),
    "error_detail": "Changed afterwards.",
    "event_seq": F("event_seq") + 1,
    "cancel_requested_at": Now(),
}


@pytest.fixture
def ended(queue: Queue) -> ToolExecution:
    """An execution with something in every kind of column."""
    queue("image-convert", quality=90, ratio=1.5, title="Ünïcode")
    ToolExecution.objects.update(metadata={"order": "7"})
    token = uuid4()
    ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(seconds=30))
    finished = ToolExecution.objects.finish(
        token=token,
        status="completed",
        progress=100,
        result={"pages": 3, "size": [1.25, 2]},
        notes=["The colours were kept."],
        exit_info={"cpu": 0.25},
    )
    assert finished is not None
    return finished


@pytest.mark.parametrize("column", OTHERWISE)
def test_an_ended_execution_refuses_every_change_of(column: str, ended: ToolExecution) -> None:
    with pytest.raises(IntegrityError, match=ENDED), transaction.atomic():
        ToolExecution.objects.filter(pk=ended.pk).update(**{column: OTHERWISE[column]})

    assert ToolExecution.objects.filter(pk=ended.pk).values().get() == {
        name: value for name, value in vars(ended).items() if not name.startswith("_")
    }


@pytest.mark.parametrize("status", ["pending", "processing", "failed", "cancelled"])
def test_an_ended_execution_cannot_be_brought_back(status: str, ended: ToolExecution) -> None:
    changes: dict[str, Any] = {"status": status, "finished_at": None, "error_code": "", "lease_token": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        ToolExecution.objects.filter(pk=ended.pk).update(**changes)

    ended.refresh_from_db()
    assert ended.status == "completed"


def test_every_other_column_is_guarded_too() -> None:
    columns = {field.column for field in ToolExecution._meta.concrete_fields}

    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, "tools_toolexecution")

    assert columns == {column.name for column in found}
    assert columns > set(MAY_CHANGE)


def test_it_may_be_hidden_and_its_key_be_used_again(ended: ToolExecution) -> None:
    changes = {"deleted_at": Now(), "updated_at": Now(), "idempotency_key": None}

    assert ToolExecution.objects.filter(pk=ended.pk).update(**changes) == 1


def test_writing_it_as_it_is_changes_nothing_and_is_let_through(ended: ToolExecution) -> None:
    ToolExecution.objects.get(pk=ended.pk).save()

    assert ToolExecution.objects.get(pk=ended.pk).result == {"pages": 3, "size": [1.25, 2]}


def test_what_it_repeated_may_be_forgotten_but_not_replaced(ended: ToolExecution, queue: Queue) -> None:
    other = queue("image-convert")
    retried = queue("image-convert")
    ToolExecution.objects.filter(pk=retried.pk).update(retry_of=ended)
    ToolExecution.objects.cancel_pending(execution_id=retried.pk)

    with pytest.raises(IntegrityError, match=ENDED), transaction.atomic():
        ToolExecution.objects.filter(pk=retried.pk).update(retry_of=other)
    ended.delete()

    retried.refresh_from_db()
    assert retried.retry_of is None


def test_an_event_never_changes(ended: ToolExecution) -> None:
    with pytest.raises(IntegrityError, match="Events are only ever added"), transaction.atomic():
        ended.events.filter(seq=1).update(type="cancelled")

    assert ended.events.get(seq=1).type == "created"


def test_events_stay_until_their_execution_has_ended(queue: Queue) -> None:
    execution = queue("image-convert")

    with pytest.raises(IntegrityError, match="kept at least until"), transaction.atomic():
        execution.events.all().delete()
    assert execution.events.count() == 1

    ToolExecution.objects.cancel_pending(execution_id=execution.pk)
    assert execution.events.all().delete()[0] == 2


def test_an_ended_execution_can_be_forgotten_with_its_events(ended: ToolExecution) -> None:
    ended.delete()

    assert not ExecutionEvent.objects.exists()


def names() -> set[str]:
    """Of the triggers that are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%%'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard_%%'")
        return {name for (name,) in cursor.fetchall()}


ALL = {"guard_ended_execution", "guard_written_event", "guard_needed_event"}


def test_migrate_puts_back_what_was_lost() -> None:
    remove_guards(connection)
    assert names() == set()

    call_command("migrate", verbosity=0)

    assert names() == ALL


def test_putting_them_up_twice_is_putting_them_up_once(ended: ToolExecution, alice: User) -> None:
    install_guards(connection)
    install_guards(connection)

    assert names() == ALL


@pytest.mark.django_db(transaction=True)
def test_migrations_may_change_the_guarded_tables(queue: Queue) -> None:
    execution = queue("image-convert")
    ToolExecution.objects.cancel_pending(execution_id=execution.pk)

    call_command("migrate", "tools", "0003_previews", verbosity=0)
    assert names() == ALL
    call_command("migrate", "tools", verbosity=0)

    assert names() == ALL
    with pytest.raises(IntegrityError, match=ENDED):
        ToolExecution.objects.update(turn=1)
