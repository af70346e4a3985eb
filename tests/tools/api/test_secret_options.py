"""Passwords: used by the tool, shown to nobody, gone when the execution has ended."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.models import ToolExecution
from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost.host import ToolHost
from tests.conftest import ClientOf

PLUGINS = Path(__file__).parents[1] / "toolhost" / "plugins"
PASSWORD = "correct horse battery staple"
DIGEST = sha256(PASSWORD.encode()).hexdigest()

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_registry")]


@pytest.fixture
def place(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """A worker's place, and an API, that have the tool `whisper`."""
    monkeypatch.syspath_prepend(str(PLUGINS))
    host = ToolHost()
    host.start()
    yield Workplace(worker="w-0-1-1", host=host, workspaces=data_dir / "workspaces")
    host.stop()


@pytest.fixture
def client(place: Workplace, alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def whisper(client: Client, password: str | None = PASSWORD, **headers: str) -> Any:
    """Ask for a run with a password."""
    data = {"file": SimpleUploadedFile("a.txt", b"text"), "options": json.dumps({"password": password})}
    return client.post("/api/v1/tools/whisper/run", data, headers=headers)


def everything_stored() -> str:
    """All values of all executions and their events, as the database holds them."""
    with connection.cursor() as cursor:
        rows = []
        for table in ("tools_toolexecution", "tools_executionevent"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


def test_the_tool_gets_the_password_and_the_answers_never_hold_it(client: Client, place: Workplace) -> None:
    accepted = whisper(client)
    assert accepted.status_code == 202
    assert run_next(place)
    ended = client.get(accepted["Location"])

    assert ended.json()["result"] == {"value": DIGEST}
    for answer in (accepted, ended, client.get("/api/v1/executions")):
        assert PASSWORD not in answer.content.decode()
        assert "password" not in answer.json().get("options", {})


def test_it_is_encrypted_while_it_waits_and_erased_at_the_end(client: Client, place: Workplace) -> None:
    whisper(client)
    waiting = ToolExecution.objects.get()
    assert waiting.secrets
    assert PASSWORD not in everything_stored()

    run_next(place)

    assert ToolExecution.objects.get().secrets == ""
    assert PASSWORD not in everything_stored()


def test_it_is_erased_when_the_execution_is_cancelled(client: Client) -> None:
    accepted = whisper(client)

    client.post(accepted.json()["urls"]["cancel"])

    assert ToolExecution.objects.get().secrets == ""


def test_the_database_refuses_to_keep_it_beyond_the_end(client: Client, place: Workplace) -> None:
    whisper(client)
    run_next(place)

    with pytest.raises(IntegrityError), transaction.atomic():
        ToolExecution.objects.update(secrets="kept")


def test_who_gives_no_password_needs_none_again(client: Client, place: Workplace) -> None:
    first = whisper(client, password=None).json()
    run_next(place)

    again = client.post(f"/api/v1/executions/{first['id']}/retry")

    assert again.status_code == 201
    assert first["options"] == {"password": None, "loudly": False}


def test_a_retry_says_that_the_password_is_gone(client: Client, place: Workplace) -> None:
    accepted = whisper(client).json()
    run_next(place)

    refused = client.post(f"/api/v1/executions/{accepted['id']}/retry")

    assert refused.status_code == 409
    assert refused.json()["code"] == "secret_gone"
    assert "password" in refused.json()["detail"]


def test_the_same_request_with_another_password_is_another_request(client: Client) -> None:
    first = whisper(client, **{"Idempotency-Key": "k"})
    same = whisper(client, **{"Idempotency-Key": "k"})
    other = whisper(client, "another", **{"Idempotency-Key": "k"})

    assert same["Idempotent-Replayed"] == "true"
    assert same.json()["id"] == first.json()["id"]
    assert other.json()["code"] == "idempotency_key_reused"


def test_a_changed_secret_key_ends_what_can_no_longer_be_read(
    client: Client, place: Workplace, settings: Settings
) -> None:
    accepted = whisper(client).json()
    key, settings.SECRET_KEY = settings.SECRET_KEY, "another key, as after a restore without var/"
    run_next(place)
    settings.SECRET_KEY = key

    error = client.get(f"/api/v1/executions/{accepted['id']}").json()["error"]
    assert error["code"] == "tool_error"
    assert "secret key" in error["detail"]


def test_a_password_that_is_refused_is_not_repeated_in_the_answer(client: Client) -> None:
    refused = whisper(client, "x" * 300)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/options/password"
    assert "xxx" not in refused.content.decode()
