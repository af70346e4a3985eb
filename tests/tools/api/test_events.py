"""Who may follow what, and how a stream begins; tests/tools/streams shows how it goes on."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.models import ExecutionEvent, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import Queue, RunPending, Store

EVENTS = "/api/v1/events"


@pytest.fixture
def execution(transactional_db: None, queue: Queue, store: Store) -> ToolExecution:
    """One of alice's, that waits."""
    return queue("text-charset", store(b"hello", name="note.txt"))


def address(execution: ToolExecution) -> str:
    return f"/api/v1/executions/{execution.pk}/events"


def test_the_first_event_tells_how_it_is_now(
    alice: User, client_of: ClientOf, execution: ToolExecution
) -> None:
    answer: Any = client_of(alice).get(address(execution))

    assert answer["Content-Type"] == "text/event-stream"
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-store", "no")
    assert b"event: execution\n" in answer.content
    assert b'"status":"pending"' in answer.content


def test_a_stranger_finds_nothing_to_follow(bob: User, client_of: ClientOf, execution: ToolExecution) -> None:
    foreign, unknown = (
        client_of(bob).get(path).json()
        for path in (address(execution), f"/api/v1/executions/{uuid4()}/events")
    )
    assert (foreign["status"], foreign["code"]) == (unknown["status"], unknown["code"]) == (404, "not_found")


def test_who_has_read_the_last_event_is_told_to_stop(
    alice: User, client_of: ClientOf, execution: ToolExecution, run_pending: RunPending
) -> None:
    assert run_pending() == 1
    last = ExecutionEvent.objects.order_by("-pk")[0]
    client = client_of(alice)

    stopped = client.get(address(execution), headers={"Last-Event-ID": str(last.pk)})
    missed: Any = client.get(address(execution), headers={"Last-Event-ID": str(last.pk - 1)})

    assert (stopped.status_code, stopped.content) == (204, b"")
    assert (missed.status_code, missed.content.count(b'"type":"completed"')) == (200, 1)


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 19, "\u0661"])
def test_a_place_that_no_stream_gave_is_refused(alice: User, client_of: ClientOf, given: str) -> None:
    answer = client_of(alice).get(EVENTS, headers={"Last-Event-ID": given})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/Last-Event-ID")


def test_following_needs_credentials_and_the_scope(alice: User, client_of: ClientOf) -> None:
    assert Client().get(EVENTS).status_code == 401
    assert client_of(alice, Scope.FILES_READ).get(EVENTS).status_code == 403
    assert client_of(alice, Scope.EXECUTIONS_READ).get(EVENTS).status_code == 200
