"""Small pictures of files, over HTTP."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.iam.models import User
from apps.tools import storage
from apps.tools.api import files as files_api
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending, Store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


@pytest.fixture
def picture(store: Store, photo: bytes) -> StoredFile:
    """A photo of alice's, 64 x 48 pixels."""
    return store(photo, name="photo.jpg")


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request waits for a preview, so that the test decides when it is made."""
    monkeypatch.setattr(files_api, "PREVIEW_SECONDS", 0)


def preview(client: Client, file: StoredFile, *, size: int = 128, **headers: str) -> Any:
    """Ask for a small picture."""
    return client.get(f"/api/v1/files/{file.pk}/preview?size={size}", headers=headers)


@pytest.mark.usefixtures("worker")
class TestWhenAWorkerIsThere:
    def test_the_first_request_waits_for_the_picture(self, client: Client, store: Store) -> None:
        content = BytesIO()
        Image.new("RGB", (800, 400), (200, 40, 40)).save(content, "PNG")

        answer = preview(client, store(content.getvalue(), name="red.png"))

        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        with Image.open(BytesIO(answer.getvalue())) as small:
            assert small.size == (128, 64)
            assert small.convert("RGB").getpixel((60, 30)) == pytest.approx((200, 40, 40), abs=8)

    def test_it_is_made_once_for_each_size(self, client: Client, picture: StoredFile) -> None:
        first, again, larger = (
            preview(client, picture),
            preview(client, picture),
            preview(client, picture, size=256),
        )

        assert first["ETag"] == again["ETag"]
        assert larger.status_code == 200
        assert ToolExecution.objects.count() == 2

    def test_a_client_that_has_it_is_sent_nothing(self, client: Client, picture: StoredFile) -> None:
        etag = preview(client, picture)["ETag"]

        assert preview(client, picture, **{"If-None-Match": etag}).status_code == 304

    def test_a_damaged_file_is_answered_with_the_reason(
        self, client: Client, store: Store, photo: bytes
    ) -> None:
        answer = preview(client, store(photo[:200], name="half.jpg"))

        assert answer.status_code == 422
        assert answer.json()["code"] == "input_corrupt"


def test_it_appears_in_no_list(
    client: Client, picture: StoredFile, nobody_waits: None, run_pending: RunPending
) -> None:
    preview(client, picture)
    run_pending()

    assert client.get("/api/v1/executions").json()["items"] == []
    assert [item["id"] for item in client.get("/api/v1/files").json()["items"]] == [str(picture.pk)]


def test_its_own_record_and_file_are_out_of_reach(
    client: Client, picture: StoredFile, nobody_waits: None, run_pending: RunPending
) -> None:
    preview(client, picture)
    run_pending()
    made = StoredFile.objects.get(kind="preview")

    assert client.get(f"/api/v1/executions/{made.execution_id}").status_code == 404
    assert client.get(f"/api/v1/files/{made.pk}/content").status_code == 404


def test_without_a_worker_the_client_is_asked_to_come_back(
    client: Client, picture: StoredFile, nobody_waits: None
) -> None:
    answer = preview(client, picture)

    assert answer.status_code == 503
    assert answer.json()["code"] == "preview_pending"
    assert answer["Retry-After"] == "1"


def test_it_runs_before_what_waits_longer(
    client: Client, picture: StoredFile, nobody_waits: None, workplace: Workplace, queue: Any
) -> None:
    patient = queue("image-convert", picture, output_format="png")
    preview(client, picture)

    run_next(workplace)

    assert ToolExecution.objects.get(unlisted=True).status == "completed"
    patient.refresh_from_db()
    assert patient.status == "pending"


def test_it_goes_with_the_file(
    client: Client, picture: StoredFile, nobody_waits: None, run_pending: RunPending
) -> None:
    preview(client, picture)
    run_pending()

    assert client.delete(f"/api/v1/files/{picture.pk}").status_code == 204

    assert preview(client, picture).json()["code"] == "file_expired"
    assert StoredFile.objects.get(kind="preview").state == "deleted"
    assert list(storage.keys()) == []


def test_it_expires_with_the_file(
    client: Client, picture: StoredFile, nobody_waits: None, run_pending: RunPending
) -> None:
    picture.expires_at = timezone.now() + timedelta(minutes=5)
    picture.save()
    preview(client, picture)
    preview(client, picture)
    run_pending()

    made = StoredFile.objects.get(kind="preview")
    assert abs(made.expires_at - picture.expires_at) < timedelta(minutes=1)
    assert made.expires_at > timezone.now()


def test_one_that_is_still_to_be_made_keeps_no_file_from_being_deleted(
    client: Client, picture: StoredFile, nobody_waits: None, run_pending: RunPending
) -> None:
    preview(client, picture)

    assert client.delete(f"/api/v1/files/{picture.pk}").status_code == 204
    run_pending()

    assert not StoredFile.objects.filter(kind="preview", state="ready").exists()


def test_of_some_files_there_is_none(client: Client, store: Store) -> None:
    answer = preview(client, store(b"\x7fELF\x02\x01\x01\0", name="program"))

    assert answer.status_code == 404
    assert answer.json()["code"] == "no_preview"


def test_bob_cannot_look_at_the_files_of_alice(bob: User, client_of: ClientOf, picture: StoredFile) -> None:
    assert preview(client_of(bob), picture).status_code == 404


def test_an_odd_size_is_refused_with_those_there_are(client: Client, picture: StoredFile) -> None:
    answer = preview(client, picture, size=100)

    assert answer.status_code == 422
    assert "128, 256, 512 or 1024" in answer.json()["errors"][0]["msg"]
