"""What has gone is answered as gone wherever it is asked for, whether or not the purge has come by."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apps.iam.models import User
from apps.tools import storage
from apps.tools.exceptions import FileExpiredError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.purge_expired_files import purge_expired_files
from tests.conftest import ClientOf
from tests.tools.conftest import Queue, RunPending, Store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(client_of: ClientOf, alice: User) -> Client:
    """Alice's."""
    return client_of(alice)


def expire(file: StoredFile) -> None:
    """Let its time be over."""
    StoredFile.objects.filter(pk=file.pk).update(expires_at=timezone.now())


def expire_and_purge(file: StoredFile) -> None:
    """Let its time be over, and the purge come by."""
    expire(file)
    assert purge_expired_files().files >= 1


def break_off_deleting(file: StoredFile) -> None:
    """Let the purge be killed between the row and the object."""
    StoredFile.objects.mark_deleting([file.pk])


WAYS = [expire, expire_and_purge, break_off_deleting]


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("go", WAYS)
def test_a_file_that_was_sent_in(
    client: Client, store: Store, photo: bytes, go: Callable[[StoredFile], None]
) -> None:
    file = store(photo, name="photo.jpg")
    address = f"/api/v1/files/{file.pk}"
    link = client.post(f"{address}/links", {}, content_type="application/json").json()["url"]
    go(file)

    assert code(client.get(f"{address}/content")) == (410, "file_expired")
    assert code(client.get(f"{address}/content", headers={"Range": "bytes=0-1"})) == (410, "file_expired")
    assert code(client.get(f"{address}/preview")) == (410, "file_expired")
    assert code(client.post(f"{address}/links", {}, content_type="application/json")) == (410, "file_expired")
    assert code(Client().get(link[link.index("/api/") :])) == (403, "link_not_valid")
    asked = {"inputs": [str(file.pk)], "options": {"output_format": "png"}}
    created = client.post("/api/v1/tools/image-convert/executions", asked, content_type="application/json")
    assert code(created) == (410, "file_expired")
    shown = client.get(address).json()
    assert (shown["state"], shown["content_url"]) == ("deleted", None)
    assert client.get("/api/v1/files").json()["items"] == []
    assert not ToolExecution.objects.listed().exists()


@pytest.mark.parametrize("go", WAYS)
def test_an_execution_whose_input_is_gone_cannot_be_repeated(
    client: Client, store: Store, queue: Queue, go: Callable[[StoredFile], None]
) -> None:
    file = store(b"a,b\n1,2\n", name="table.csv")
    execution = queue("data-profile", file)
    ToolExecution.objects.cancel_pending(execution_id=execution.pk)
    go(file)

    assert code(client.post(f"/api/v1/executions/{execution.pk}/retry")) == (409, "input_gone")


@pytest.mark.parametrize("go", WAYS)
def test_the_outputs_of_an_execution(
    client: Client, queue: Queue, go: Callable[[StoredFile], None], data_dir: object
) -> None:
    execution = queue("image-convert")
    token = uuid4()
    ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(minutes=1))
    outputs = [
        StoredFile(
            owner=execution.owner, kind="output", name=f"{number}.png", size=1, position=number,
            key=f"outputs/{execution.pk}/{token}/{number}", expires_at=timezone.now() + timedelta(hours=1),
        )
        for number in range(2)
    ]  # fmt: skip
    ToolExecution.objects.finish(token=token, status="completed", progress=100, outputs=outputs)
    for output in outputs:
        go(output)

    assert code(client.get(f"/api/v1/executions/{execution.pk}/archive")) == (410, "file_expired")
    shown = client.get(f"/api/v1/executions/{execution.pk}").json()
    assert [output["content_url"] for output in shown["outputs"]] == [None, None]
    assert [output["name"] for output in shown["outputs"]] == ["0.png", "1.png"]


def test_an_input_that_has_gone_since_it_was_looked_at_is_not_taken(store: Store) -> None:
    looked_at = store(b"first", name="a.txt")
    StoredFile.objects.mark_deleting([looked_at.pk])

    with pytest.raises(FileExpiredError, match=r"'a.txt' is no longer kept"), transaction.atomic():
        StoredFile.objects.hold([looked_at])


@pytest.mark.parametrize("content", [b"", b"short", b"longer than it was when it was kept"])
def test_bytes_that_have_grown_or_shrunk_are_not_served(client: Client, store: Store, content: bytes) -> None:
    file = store(b"as it was kept")
    path = Path(default_storage.path(file.key))
    path.chmod(0o600)
    path.write_bytes(content)

    for headers in ({}, {"Range": "bytes=0-1"}):
        answer = client.get(f"/api/v1/files/{file.pk}/content", headers=headers)
        assert code(answer) == (410, "file_damaged")


def test_an_input_that_the_storage_has_lost_ends_the_execution(
    store: Store, queue: Queue, run_pending: RunPending
) -> None:
    file = store(b"a,b\n1,2\n", name="table.csv")
    execution = queue("data-profile", file)
    storage.remove(file.key)

    assert run_pending() == 1

    execution.refresh_from_db()
    assert (execution.status, execution.error_code) == ("failed", "input_gone")
    assert list(storage.keys()) == []


def test_an_input_of_what_waits_cannot_be_deleted_and_the_run_has_it(
    client: Client, store: Store, queue: Queue, run_pending: RunPending
) -> None:
    file = store(b"a,b\n1,2\n", name="table.csv")
    execution = queue("data-profile", file)
    expire(file)

    assert code(client.delete(f"/api/v1/files/{file.pk}")) == (409, "file_in_use")
    assert purge_expired_files().files == 0
    assert run_pending() == 1

    execution.refresh_from_db()
    assert execution.status == "completed"
    assert purge_expired_files().files == 1
