"""An archive becomes a batch: opened in the tool host, then one execution for each file in it that fits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.batching import expand_batches
from apps.tools.models import Batch, StoredFile, ToolExecution
from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.worker.sweep import sweep_executions
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending, Store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def archive_of(members: dict[str, bytes]) -> bytes:
    """A ZIP."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def begin(client: Client, *files: StoredFile, tool: str = "image-convert", **fields: Any) -> Any:
    """Ask for WebPs of what is in the archive."""
    body = {
        "inputs": [str(file.pk) for file in files],
        "options": {"output_format": "webp"},
        "expand": True,
        **fields,
    }
    return client.post(f"/api/v1/tools/{tool}/batches", body, content_type="application/json")


@contextmanager
def worker_that_dies_after() -> Iterator[None]:
    """The archive is opened and its run has ended, and nobody was told."""
    token = uuid4()
    expansion = ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(seconds=30))
    assert expansion is not None
    assert expansion.unlisted
    yield
    ToolExecution.objects.finish(
        token=token,
        status="completed",
        progress=100,
        outputs=[
            StoredFile(
                owner_id=expansion.owner_id,
                kind="output",
                name=f"{number}.jpg",
                format="jpg",
                media_type="image/jpeg",
                size=3,
                blake3="0" * 64,
                key=f"outputs/{expansion.pk}/{number}",
                position=number,
                expires_at=timezone.now() + timedelta(hours=1),
            )
            for number in range(3)
        ],
    )


def test_each_file_that_the_tool_takes_becomes_an_execution(
    client: Client, store: Store, photo: bytes, run_pending: RunPending
) -> None:
    members = {
        "a.jpg": photo,
        "trip/b.jpg": photo,
        "notes.txt": b"text",
        "empty.jpg": b"",
        "__MACOSX/._a.jpg": photo,
    }
    accepted = begin(client, store(archive_of(members), name="x.zip"), metadata={"album": "7"}).json()
    assert (accepted["status"], accepted["total"], accepted["skipped"]) == ("expanding", 0, [])

    assert run_pending() == 3

    batch = client.get(accepted["urls"]["self"]).json()
    assert (batch["status"], batch["total"], batch["counts"]["completed"]) == ("completed", 2, 2)
    assert sorted(item["name"] for item in batch["skipped"]) == [
        "__MACOSX - ._a.jpg", "empty.jpg", "notes.txt",
    ]  # fmt: skip
    assert all(item["reason"] for item in batch["skipped"])
    listed = client.get(batch["urls"]["executions"]).json()["items"]
    assert [item["outputs"][0]["name"] for item in listed] == ["trip - b.webp", "a.webp"]
    assert [item["metadata"] for item in listed] == [{"album": "7"}] * 2


def test_an_archive_with_more_than_may_wait_ends_the_batch_and_says_so(
    client: Client, store: Store, photo: bytes, run_pending: RunPending, settings: Settings
) -> None:
    settings.MAX_QUEUED_PER_USER = 3
    members = {f"{number}.jpg": photo for number in range(4)}
    accepted = begin(client, store(archive_of(members), name="x.zip")).json()

    assert run_pending() == 1

    batch = client.get(accepted["urls"]["self"]).json()
    assert (batch["status"], batch["total"]) == ("failed", 0)
    assert batch["error"]["code"] == "too_many_executions"
    assert "at most 3" in batch["error"]["detail"]


def test_opening_it_is_in_no_list(client: Client, store: Store, photo: bytes) -> None:
    begin(client, store(archive_of({"a.jpg": photo}), name="x.zip"))

    expansion = ToolExecution.objects.get()

    assert client.get("/api/v1/executions").json()["items"] == []
    assert client.get(f"/api/v1/executions/{expansion.pk}").status_code == 404
    assert expansion.batch_id is None


def test_files_beside_the_archive_are_run_at_once(
    client: Client, store: Store, photo: bytes, run_pending: RunPending
) -> None:
    archive = store(archive_of({"a.jpg": photo}), name="x.zip")
    accepted = begin(client, archive, store(photo, name="b.jpg")).json()
    assert (accepted["status"], accepted["total"]) == ("expanding", 1)

    run_pending()

    batch = client.get(accepted["urls"]["self"]).json()
    assert (batch["status"], batch["total"]) == ("completed", 2)


def test_exactly_one_archive_is_expanded(client: Client, store: Store, photo: bytes) -> None:
    picture = store(photo, name="a.jpg")
    archives = [store(archive_of({"a.jpg": photo}), name="x.zip") for _ in range(2)]

    for files in ([picture], archives):
        refused = begin(client, *files)
        assert (refused.status_code, refused.json()["code"]) == (422, "wrong_inputs")
    assert not Batch.objects.exists()


class TestNothingComesOfIt:
    def test_a_damaged_archive_fails_the_batch_with_its_own_code(
        self, client: Client, store: Store, photo: bytes, run_pending: RunPending
    ) -> None:
        whole = archive_of({"a.jpg": photo})
        accepted = begin(client, store(whole[:-30], name="x.zip")).json()

        run_pending()

        batch = client.get(accepted["urls"]["self"]).json()
        assert (batch["status"], batch["total"]) == ("failed", 0)
        assert batch["error"]["code"] == "input_corrupt"
        assert batch["finished_at"] is not None

    def test_so_does_one_without_a_file_for_the_tool(
        self, client: Client, store: Store, run_pending: RunPending
    ) -> None:
        accepted = begin(client, store(archive_of({"notes.txt": b"text"}), name="x.zip")).json()

        run_pending()

        batch = client.get(accepted["urls"]["self"]).json()
        assert (batch["status"], batch["error"]["code"]) == ("failed", "input_not_allowed")
        assert "notes.txt" in batch["error"]["detail"]

    def test_cancelled_before_it_is_opened_it_is_never_opened(
        self, client: Client, store: Store, photo: bytes, run_pending: RunPending
    ) -> None:
        accepted = begin(client, store(archive_of({"a.jpg": photo}), name="x.zip")).json()

        batch = client.post(accepted["urls"]["cancel"]).json()

        assert (batch["status"], batch["error"]) == ("cancelled", None)
        assert run_pending() == 0

    def test_cancelled_while_it_is_opened_nothing_is_begun(
        self, client: Client, store: Store, photo: bytes
    ) -> None:
        accepted = begin(client, store(archive_of({"a.jpg": photo}), name="x.zip")).json()
        with worker_that_dies_after():
            assert client.post(accepted["urls"]["cancel"]).json()["status"] == "expanding"

        sweep_executions()

        assert client.get(accepted["urls"]["self"]).json()["status"] == "cancelled"
        assert not ToolExecution.objects.listed().exists()


class TestCrashes:
    def test_the_sweep_goes_on_where_a_worker_died(self, client: Client, store: Store, photo: bytes) -> None:
        accepted = begin(client, store(archive_of({"a.jpg": photo}), name="x.zip")).json()
        with worker_that_dies_after():
            sweep_executions()
            assert client.get(accepted["urls"]["self"]).json()["status"] == "expanding"
        assert not ToolExecution.objects.listed().exists()

        sweep_executions()

        batch = client.get(accepted["urls"]["self"]).json()
        assert (batch["status"], batch["total"]) == ("pending", 3)

    def test_many_may_expand_it_at_once(self, client: Client, store: Store, photo: bytes) -> None:
        begin(client, store(archive_of({"a.jpg": photo}), name="x.zip"))
        with worker_that_dies_after():
            pass
        together = threading.Barrier(4)

        def sweep() -> None:
            together.wait()
            expand_batches()
            connections.close_all()

        threads = [threading.Thread(target=sweep) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        batch = Batch.objects.get()
        assert batch.is_expanded
        assert (batch.total, batch.remaining, batch.executions.count()) == (3, 3, 3)

    def test_what_was_taken_out_lives_as_long_as_the_batch(
        self, client: Client, store: Store, photo: bytes
    ) -> None:
        begin(client, store(archive_of({"a.jpg": photo}), name="x.zip"))
        with worker_that_dies_after():
            pass
        expand_batches()
        StoredFile.objects.update(expires_at=timezone.now() - timedelta(hours=1))

        purge_expired_files()

        kept = StoredFile.objects.filter(state="ready")
        assert sorted(file.name for file in kept) == ["0.jpg", "1.jpg", "2.jpg"]


def test_the_archive_stays_while_it_is_to_be_opened(client: Client, store: Store, photo: bytes) -> None:
    archive = store(archive_of({"a.jpg": photo}), name="x.zip")
    begin(client, archive)

    refused = client.delete(f"/api/v1/files/{archive.pk}")

    assert (refused.status_code, refused.json()["code"]) == (409, "file_in_use")


def test_forgetting_the_batch_takes_all_that_was_in_the_archive(
    client: Client, store: Store, photo: bytes, run_pending: RunPending
) -> None:
    members = {"a.jpg": photo, "notes.txt": b"text"}
    accepted = begin(client, store(archive_of(members), name="x.zip")).json()
    run_pending()

    assert client.delete(accepted["urls"]["self"]).status_code == 204

    assert not StoredFile.objects.ready().exists()


def test_a_password_waits_encrypted_for_the_files_and_is_erased_then(
    client: Client, store: Store, run_pending: RunPending
) -> None:
    archive = store(archive_of({"a.pdf": b"%PDF-1.4\n% no real one\n"}), name="x.zip")
    options = {"owner_password": "correct horse", "user_password": "battery staple"}
    accepted = begin(client, archive, tool="pdf-protect", options=options)
    assert accepted.status_code == 202, accepted.json()
    waiting = Batch.objects.get()
    assert waiting.secrets
    assert "horse" not in f"{waiting.secrets}{waiting.options}{accepted.content.decode()}"
    with worker_that_dies_after():
        pass
    StoredFile.objects.filter(kind="output").update(name="a.pdf", format="pdf")

    expand_batches()

    batch = Batch.objects.get()
    assert batch.secrets == ""
    assert {execution.secrets for execution in batch.executions.all()} == {waiting.secrets}
