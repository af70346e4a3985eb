"""Many files through one tool over HTTP: begun wholly or not at all, followed, stopped and forgotten."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools import storage
from apps.tools.models import Batch, StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending, Store, Story

Response = Any
"""What Django's test client answers with."""

pytestmark = pytest.mark.django_db(transaction=True)

WEBP = {"output_format": "webp"}


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def begin(
    client: Client, inputs: list[Any], *, tool: str = "image-convert", key: str | None = None, **fields: Any
) -> Response:
    """Ask for WebPs, unless the fields say otherwise."""
    headers = {"Idempotency-Key": key} if key else {}
    body = {"inputs": inputs, "options": WEBP, **fields}
    address = f"/api/v1/tools/{tool}/batches"
    return client.post(address, body, content_type="application/json", headers=headers)


def inline(content: bytes, name: str = "photo.jpg") -> dict[str, str]:
    """A small file in the request."""
    return {"base64": base64.b64encode(content).decode(), "name": name}


def claim() -> ToolExecution:
    """Let a worker have taken the next execution."""
    execution = ToolExecution.objects.claim(worker="w", token=uuid4(), lease=timedelta(seconds=30))
    assert execution is not None
    return execution


class TestBeginning:
    def test_each_file_becomes_an_execution_in_order(
        self, client: Client, store: Store, photo: bytes, story: Story
    ) -> None:
        files = [store(photo, name=f"{number}.jpg") for number in range(3)]

        answer = begin(client, [str(file.pk) for file in files], metadata={"album": "7"})

        batch = answer.json()
        assert (answer.status_code, answer["Location"]) == (202, batch["urls"]["self"])
        assert (batch["status"], batch["total"], batch["progress"]) == ("pending", 3, 0)
        made = list(ToolExecution.objects.filter(batch=batch["id"]).order_by("turn"))
        assert [execution.inputs.get() for execution in made] == files
        assert {execution.priority for execution in made} == {ToolExecution.Priority.BATCH}
        assert [execution.metadata for execution in made] == [{"album": "7"}] * 3
        assert [story(execution) for execution in made] == [["created"]] * 3

    def test_small_files_may_come_with_the_request(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        answer = begin(client, [inline(photo, "a.jpg"), inline(photo, "b.jpg")])

        assert answer.status_code == 202
        assert run_pending() == 2
        outputs = StoredFile.objects.filter(kind="output").order_by("name")
        assert [file.name for file in outputs] == ["a.webp", "b.webp"]

    def test_the_number_of_queries_does_not_follow_the_number_of_files(
        self, client: Client, store: Store, photo: bytes, django_assert_max_num_queries: Any
    ) -> None:
        files = [str(store(photo, name=f"{number}.jpg").pk) for number in range(15)]

        with django_assert_max_num_queries(30):
            assert begin(client, files).status_code == 202

    def test_the_same_key_leads_to_the_same_batch(self, client: Client, photo: bytes) -> None:
        first = begin(client, [inline(photo)], key="k")
        again = begin(client, [inline(photo)], key="k")

        assert again["Idempotent-Replayed"] == "true"
        assert again.json()["id"] == first.json()["id"]
        assert StoredFile.objects.count() == 1

    def test_and_to_no_other(self, client: Client, photo: bytes) -> None:
        begin(client, [inline(photo)], key="k")

        refused = begin(client, [inline(photo)] * 2, key="k")

        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")

    def test_the_tool_is_found_by_its_other_names(self, client: Client, photo: bytes) -> None:
        answer = begin(client, [inline(photo)], tool="heic-to-jpg", options={"output_format": "png"})

        assert answer.json()["tool"] == "image-convert"

    def test_the_files_are_kept_for_as_long_as_was_asked_for(self, client: Client, photo: bytes) -> None:
        batch = begin(client, [inline(photo)], expires_in=600).json()

        execution = ToolExecution.objects.get()
        assert (execution.expires_at - execution.created_at).total_seconds() == pytest.approx(600, abs=30)
        assert (
            batch["expires_at"] < execution.created_at.replace(year=execution.created_at.year + 1).isoformat()
        )


class TestRefusals:
    def test_every_bad_file_is_named_and_nothing_is_left(
        self, client: Client, store: Store, photo: bytes
    ) -> None:
        good, text = store(photo, name="a.jpg"), store(b"text", name="notes.txt")
        missing = str(uuid4())

        refused = begin(
            client, [str(good.pk), str(text.pk), missing, inline(b"no JPEG", "b.jpg"), inline(photo, "c.jpg")]
        )

        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (422, "inputs_refused")
        assert [(error["pointer"], error["type"]) for error in problem["errors"]] == [
            ("/inputs/1", "input_not_allowed"),
            ("/inputs/2", "not_found"),
            ("/inputs/3", "input_mismatch"),
        ]
        assert not Batch.objects.exists()
        assert not ToolExecution.objects.exists()
        assert StoredFile.objects.count() == len(list(storage.keys())) == 2

    def test_a_strangers_file_is_refused_like_none(
        self, store: Store, photo: bytes, bob: User, client_of: ClientOf
    ) -> None:
        foreign, unknown = str(store(photo, name="a.jpg").pk), str(uuid4())
        stranger = client_of(bob)

        answers = [begin(stranger, [key]).json() for key in (foreign, unknown)]

        assert [answer["errors"][0]["type"] for answer in answers] == ["not_found", "not_found"]
        assert answers[0]["detail"].replace(foreign, unknown) == answers[1]["detail"]

    def test_an_expired_file_is_refused(self, client: Client, store: Store, photo: bytes) -> None:
        file = store(photo, name="a.jpg")
        StoredFile.objects.update(state="deleted")

        refused = begin(client, [str(file.pk)])

        assert refused.json()["errors"][0]["type"] == "file_expired"

    def test_wrong_options_are_told_once(self, client: Client, photo: bytes) -> None:
        refused = begin(client, [inline(photo)] * 3, options={"output_format": "mp3"})

        assert [error["pointer"] for error in refused.json()["errors"]] == ["/options/output_format"]
        assert not StoredFile.objects.exists()

    @pytest.mark.parametrize("count", [0, 1001])
    def test_too_few_and_too_many_files_are_refused(self, client: Client, count: int) -> None:
        refused = begin(client, [str(uuid4())] * count)

        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/inputs")

    def test_a_tool_that_needs_several_files_together_has_no_batches(
        self, client: Client, store: Store
    ) -> None:
        refused = begin(client, [str(store(b"text").pk)], tool="text-diff", options={})

        assert refused.json()["errors"][0]["type"] == "wrong_inputs"

    def test_running_needs_its_scope(self, alice: User, client_of: ClientOf, photo: bytes) -> None:
        reader = client_of(alice, Scope.EXECUTIONS_READ)

        refused = begin(reader, [inline(photo)])

        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")


class TestFollowing:
    def test_a_batch_is_completed_when_all_have_ended_and_tells_how(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        place = begin(client, [inline(photo), inline(photo[:300]), inline(photo)])["Location"]

        run_pending()

        batch = client.get(place).json()
        assert (batch["status"], batch["progress"]) == ("completed", 100)
        assert batch["counts"] == {
            "pending": 0, "processing": 0, "completed": 2, "failed": 1, "cancelled": 0,
        }  # fmt: skip
        assert batch["finished_at"] is not None
        assert batch["error"] is None
        assert batch["urls"]["cancel"] is None

    def test_progress_counts_what_runs(self, client: Client, photo: bytes) -> None:
        place = begin(client, [inline(photo)] * 2)["Location"]
        running = claim()
        assert running.lease_token is not None
        ToolExecution.objects.report_progress(token=running.lease_token, percent=50, message="")

        batch = client.get(place).json()

        assert (batch["status"], batch["progress"]) == ("processing", 25)
        assert (batch["counts"]["pending"], batch["counts"]["processing"]) == (1, 1)

    def test_its_executions_are_listed_by_its_id(self, client: Client, photo: bytes) -> None:
        first = begin(client, [inline(photo)] * 2).json()
        begin(client, [inline(photo)])

        listed = client.get(first["urls"]["executions"]).json()["items"]

        assert [item["batch_id"] for item in listed] == [first["id"]] * 2

    def test_pages_lead_through_all_of_them_newest_first(
        self, client: Client, photo: bytes, django_assert_max_num_queries: Any
    ) -> None:
        made = [begin(client, [inline(photo)]).json()["id"] for _ in range(3)]

        with django_assert_max_num_queries(8):
            first = client.get("/api/v1/batches?limit=2").json()
        second = client.get(f"/api/v1/batches?limit=2&cursor={first['next_cursor']}").json()

        assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
        assert second["next_cursor"] is None

    def test_a_stranger_gets_the_same_404_as_for_no_batch(
        self, client: Client, bob: User, client_of: ClientOf, photo: bytes
    ) -> None:
        foreign = begin(client, [inline(photo)]).json()["id"]
        stranger = client_of(bob)

        for method, action in (("get", ""), ("delete", ""), ("post", "/cancel"), ("get", "/archive")):
            answers = [
                getattr(stranger, method)(f"/api/v1/batches/{key}{action}") for key in (foreign, uuid4())
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert {answer.json()["code"] for answer in answers} == {"not_found"}
        assert stranger.get("/api/v1/batches").json()["items"] == []

    def test_looking_needs_its_scope(self, alice: User, client_of: ClientOf, photo: bytes) -> None:
        place = begin(client_of(alice), [inline(photo)])["Location"]
        runner = client_of(alice, Scope.TOOLS_RUN)

        assert runner.get(place).status_code == 403
        assert runner.get("/api/v1/batches").status_code == 403


class TestCancelling:
    def test_what_waits_ends_at_once(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        place = begin(client, [inline(photo)] * 3)["Location"]

        answer = client.post(f"{place}/cancel")

        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        assert answer.json()["counts"]["cancelled"] == 3
        assert run_pending() == 0

    def test_what_runs_is_asked_to_stop(self, client: Client, photo: bytes) -> None:
        place = begin(client, [inline(photo)] * 2)["Location"]
        running = claim()

        batch = client.post(f"{place}/cancel").json()

        assert (batch["status"], batch["counts"]["processing"]) == ("processing", 1)
        assert batch["cancel_requested_at"] is not None
        running.refresh_from_db()
        assert running.cancel_requested_at is not None

    def test_what_has_ended_stays(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        place = begin(client, [inline(photo)])["Location"]
        run_pending()

        answer = client.post(f"{place}/cancel")

        assert (answer.status_code, answer.json()["code"]) == (409, "batch_ended")

    def test_few_queries_cancel_many(
        self, client: Client, photo: bytes, django_assert_max_num_queries: Any
    ) -> None:
        place = begin(client, [inline(photo)] * 15)["Location"]

        with django_assert_max_num_queries(30):
            client.post(f"{place}/cancel")

    def test_needs_its_scope(self, alice: User, client_of: ClientOf, photo: bytes) -> None:
        place = begin(client_of(alice), [inline(photo)])["Location"]
        reader = client_of(alice, Scope.EXECUTIONS_READ, Scope.TOOLS_RUN)

        assert reader.post(f"{place}/cancel").status_code == 403
        assert reader.delete(place).status_code == 403


class TestForgetting:
    def test_takes_everything_with_it(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        place = begin(client, [inline(photo)] * 2)["Location"]
        run_pending()

        assert client.delete(place).status_code == 204

        assert client.get(place).status_code == 404
        assert client.get("/api/v1/executions").json()["items"] == []
        assert not StoredFile.objects.ready().exists()
        assert list(storage.keys()) == []

    def test_leaves_inputs_that_another_execution_uses(
        self, client: Client, store: Store, photo: bytes, run_pending: RunPending
    ) -> None:
        file = store(photo, name="a.jpg")
        places = [begin(client, [str(file.pk)])["Location"] for _ in range(2)]
        run_pending()

        client.delete(places[0])

        assert list(StoredFile.objects.ready().filter(kind="upload")) == [file]

    def test_cancels_what_waits(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        place = begin(client, [inline(photo)] * 2)["Location"]

        assert client.delete(place).status_code == 204

        assert run_pending() == 0
        assert list(storage.keys()) == []

    def test_is_refused_while_one_runs(self, client: Client, photo: bytes) -> None:
        place = begin(client, [inline(photo)] * 2)["Location"]
        claim()

        refused = client.delete(place)

        assert (refused.status_code, refused.json()["code"]) == (409, "batch_not_ended")
        assert client.get(place).json()["counts"]["pending"] == 1

    def test_frees_the_idempotency_key(self, client: Client, photo: bytes) -> None:
        first = begin(client, [inline(photo)], key="k")
        client.delete(first["Location"])

        again = begin(client, [inline(photo)], key="k")

        assert again.status_code == 202
        assert again.json()["id"] != first.json()["id"]
