"""Many outputs as one ZIP, and many executions forgotten or stopped by one request."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

import pytest
from blake3 import blake3
from django.test import Client
from django.utils import timezone

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools import storage
from apps.tools.exceptions import FileDamagedError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending, Store

pytestmark = pytest.mark.django_db(transaction=True)

CHARSET = "text-charset"


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    """Send JSON."""
    return client.post(address, body, content_type="application/json")


def start(client: Client, file: StoredFile, *, tool: str = CHARSET) -> dict[str, Any]:
    """An execution of alice's."""
    accepted: dict[str, Any] = post(
        client, f"/api/v1/tools/{tool}/executions", {"inputs": [str(file.pk)]}
    ).json()
    return accepted


def begin(client: Client, files: list[StoredFile], *, tool: str = CHARSET, **options: str) -> str:
    """The address of a batch of alice's."""
    body = {"inputs": [str(file.pk) for file in files], "options": options}
    address: str = post(client, f"/api/v1/tools/{tool}/batches", body)["Location"]
    return address


def opened(answer: Any) -> ZipFile:
    """The archive that was answered, found whole."""
    assert answer.status_code == 200
    content = answer.getvalue()
    assert answer["Content-Length"] == str(len(content))
    archive = ZipFile(BytesIO(content))
    assert archive.testzip() is None
    return archive


def archive_of(*members: str) -> bytes:
    """A ZIP of small texts."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name in members:
            archive.writestr(name, f"This is {name}.")
    return content.getvalue()


class TestOneExecution:
    def test_all_its_outputs_are_in_it(self, client: Client, store: Store, run_pending: RunPending) -> None:
        started = start(client, store(archive_of("a.txt", "b.txt"), name="x.zip"), tool="archive-extract")
        assert started["urls"]["archive"] is None
        run_pending()

        execution = client.get(started["urls"]["self"]).json()
        answer = client.get(execution["urls"]["archive"])

        assert answer["Content-Type"] == "application/zip"
        assert answer["Content-Disposition"] == 'attachment; filename="archive-extract.zip"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        archive = opened(answer)
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.txt": b"This is a.txt.",
            "b.txt": b"This is b.txt.",
        }

    def test_what_is_gone_is_left_out(self, client: Client, store: Store, run_pending: RunPending) -> None:
        started = start(client, store(archive_of("a.txt", "b.txt"), name="x.zip"), tool="archive-extract")
        run_pending()
        StoredFile.objects.filter(name="a.txt").update(state="deleted")

        assert opened(client.get(f"{started['urls']['self']}/archive")).namelist() == ["b.txt"]

    def test_before_the_end_there_is_nothing_to_pack(self, client: Client, store: Store) -> None:
        started = start(client, store(b"text"))

        refused = client.get(f"{started['urls']['self']}/archive")

        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_archive")

    def test_nor_when_everything_is_gone(self, client: Client, store: Store, run_pending: RunPending) -> None:
        started = start(client, store(b"text"))
        run_pending()
        StoredFile.objects.filter(kind="output").update(state="deleted")

        refused = client.get(f"{started['urls']['self']}/archive")

        assert (refused.status_code, refused.json()["code"]) == (410, "file_expired")
        assert client.get(started["urls"]["self"]).json()["urls"]["archive"] is None

    def test_bytes_need_the_scope_for_files(
        self, alice: User, client_of: ClientOf, store: Store, run_pending: RunPending
    ) -> None:
        started = start(client_of(alice), store(b"text"))
        run_pending()
        reader = client_of(alice, Scope.EXECUTIONS_READ)

        assert reader.get(f"{started['urls']['self']}/archive").status_code == 403

    def test_one_that_breaks_off_is_not_taken_for_whole(
        self, client: Client, store: Store, run_pending: RunPending
    ) -> None:
        started = start(client, store(archive_of("a.txt", "b.txt"), name="x.zip"), tool="archive-extract")
        run_pending()
        StoredFile.objects.filter(name="b.txt").update(size=10_000)  # more than there is
        answer: Any = client.get(f"{started['urls']['self']}/archive")
        sent = BytesIO()

        with pytest.raises(FileDamagedError):
            sent.writelines(answer.streaming_content)

        assert b"This is a.txt." in sent.getvalue()
        with pytest.raises(BadZipFile):
            ZipFile(sent)


class TestSeveralExecutions:
    def test_each_has_its_folder_and_the_manifest_tells_of_all(
        self, client: Client, store: Store, run_pending: RunPending
    ) -> None:
        ids = [start(client, store(text, name="notes.txt"))["id"] for text in (b"one", b"two")]
        run_pending()

        archive = opened(post(client, "/api/v1/executions/archive", {"ids": ids}))

        names = [name for name in archive.namelist() if name != "manifest.json"]
        assert [name.split("/")[0] for name in names] == ["notes", "notes (2)"]
        manifest = json.loads(archive.read("manifest.json"))
        assert [item["id"] for item in manifest["executions"]] == ids
        assert [item["outputs"][0]["path"] for item in manifest["executions"]] == names

    def test_all_must_be_the_callers(
        self, client: Client, store: Store, bob: User, client_of: ClientOf, run_pending: RunPending
    ) -> None:
        mine, unknown = start(client, store(b"text"))["id"], str(uuid4())
        run_pending()

        refused = post(client, "/api/v1/executions/archive", {"ids": [mine, unknown]})
        foreign = post(client_of(bob), "/api/v1/executions/archive", {"ids": [mine]})

        assert (refused.status_code, foreign.status_code) == (404, 404)
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/ids/1"]
        assert refused.json()["detail"].replace(unknown, mine) == foreign.json()["detail"]

    @pytest.mark.parametrize("count", [0, 201])
    def test_their_number_is_bounded(self, client: Client, count: int) -> None:
        ids = [str(uuid4())] * count
        for action in ("archive", "delete", "cancel"):
            refused = post(client, f"/api/v1/executions/{action}", {"ids": ids})
            assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/ids")


class TestBatch:
    def test_everything_that_ended_well_is_in_it_and_the_manifest_tells_the_rest(
        self, client: Client, store: Store, photo: bytes, workplace: Workplace
    ) -> None:
        pictures = {"a": photo, "b": photo, "damaged": photo[:300], "waiting": photo}
        files = [store(content, name="photo.jpg") for content in pictures.values()]
        place = begin(client, files, tool="image-convert", output_format="webp")
        for _ in range(3):
            run_next(workplace)

        archive = opened(client.get(f"{place}/archive"))

        manifest = json.loads(archive.read("manifest.json"))
        told = manifest["executions"]
        assert manifest["batch_id"] == place.rpartition("/")[2]
        assert [item["inputs"] for item in told] == [["photo.jpg"]] * 4
        assert [item["status"] for item in told] == ["completed", "completed", "failed", "pending"]
        assert [item["error"] and item["error"]["code"] for item in told] == [
            None,
            None,
            "input_corrupt",
            None,
        ]
        packed = [output for item in told for output in item["outputs"]]
        assert [output["path"] for output in packed] == ["photo.webp", "photo (2).webp"]
        assert {*archive.namelist()} == {"photo.webp", "photo (2).webp", "manifest.json"}
        for output in packed:
            content = archive.read(output["path"])
            assert (len(content), blake3(content).hexdigest()) == (output["size"], output["blake3"])

    def test_outputs_that_are_gone_are_told(
        self, client: Client, store: Store, run_pending: RunPending
    ) -> None:
        place = begin(client, [store(name.encode(), name=name) for name in ("a.txt", "b.txt", "c.txt")])
        run_pending()
        deleted, expired, _ = StoredFile.objects.filter(kind="output").order_by("name")
        StoredFile.objects.filter(pk=deleted.pk).update(state="deleted")
        StoredFile.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

        archive = opened(client.get(f"{place}/archive"))

        manifest = json.loads(archive.read("manifest.json"))
        outputs = [output for item in manifest["executions"] for output in item["outputs"]]
        assert [output["state"] for output in outputs] == ["gone", "gone", "included"]
        assert [output["path"] for output in outputs][:2] == [None, None]
        assert len(archive.namelist()) == 2

    def test_without_an_output_there_is_none(self, client: Client, store: Store) -> None:
        place = begin(client, [store(b"text")])

        refused = client.get(f"{place}/archive")

        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_archive")
        assert client.get(place).json()["urls"]["archive"] is None


class TestForgettingMany:
    def test_each_is_answered_for(
        self, client: Client, store: Store, bob: User, client_of: ClientOf, run_pending: RunPending
    ) -> None:
        ended = start(client, store(b"one"))["id"]
        run_pending()
        running = start(client, store(b"two"))["id"]
        ToolExecution.objects.claim(worker="w", token=uuid4(), lease=timedelta(seconds=30))
        waiting, unknown = start(client, store(b"three"))["id"], str(uuid4())
        ids = [ended, running, waiting, unknown]

        stranger = post(client_of(bob), "/api/v1/executions/delete", {"ids": ids}).json()
        answer = post(client, "/api/v1/executions/delete", {"ids": ids}).json()

        assert [item["code"] for item in stranger["items"]] == ["not_found"] * 4
        assert [(item["id"], item["done"], item["code"]) for item in answer["items"]] == [
            (ended, True, None),
            (running, False, "execution_not_ended"),
            (waiting, True, None),
            (unknown, False, "not_found"),
        ]
        assert [item["id"] for item in client.get("/api/v1/executions").json()["items"]] == [running]
        assert len(list(storage.keys())) == 1

    def test_few_queries_do_it(
        self, client: Client, store: Store, run_pending: RunPending, django_assert_max_num_queries: Any
    ) -> None:
        ids = [start(client, store(b"text"))["id"] for _ in range(8)]

        with django_assert_max_num_queries(30):
            post(client, "/api/v1/executions/delete", {"ids": ids})

    def test_needs_its_scope(self, alice: User, client_of: ClientOf) -> None:
        reader = client_of(alice, Scope.EXECUTIONS_READ, Scope.FILES_READ)
        for action in ("delete", "cancel"):
            assert post(reader, f"/api/v1/executions/{action}", {"ids": [str(uuid4())]}).status_code == 403


def test_many_are_stopped_by_one_request(client: Client, store: Store, run_pending: RunPending) -> None:
    ended = start(client, store(b"one"))["id"]
    run_pending()
    running = start(client, store(b"two"))["id"]
    ToolExecution.objects.claim(worker="w", token=uuid4(), lease=timedelta(seconds=30))
    waiting, unknown = start(client, store(b"three"))["id"], str(uuid4())

    answer = post(client, "/api/v1/executions/cancel", {"ids": [ended, running, waiting, unknown]}).json()

    assert [item["code"] for item in answer["items"]] == ["execution_ended", None, None, "not_found"]
    assert ToolExecution.objects.get(pk=waiting).status == "cancelled"
    assert ToolExecution.objects.get(pk=running).cancel_requested_at is not None
