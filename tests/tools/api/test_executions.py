"""Following, stopping, repeating and forgetting executions over HTTP."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending

Response = Any
"""What Django's test client answers with."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def run(
    client: Client, photo: bytes, *, query: str = "", headers: dict[str, str] | None = None, **fields: Any
) -> Response:
    """Ask for a WebP."""
    data = {"file": SimpleUploadedFile("photo.jpg", photo), "options": '{"output_format": "webp"}', **fields}
    return client.post(f"/api/v1/tools/image-convert/run{query}", data, headers=headers or {})


class TestWaiting:
    @pytest.mark.usefixtures("worker")
    def test_a_run_that_ends_in_time_is_answered_as_created(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo, headers={"Prefer": "wait=20"})
        assert answer.status_code == 201
        assert answer.json()["status"] == "completed"
        assert answer["Preference-Applied"] == "wait=20"

    def test_one_that_does_not_is_accepted(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo, headers={"Prefer": "respond-async, wait=1"})
        assert answer.status_code == 202
        assert answer.json()["status"] == "pending"

    @pytest.mark.usefixtures("worker")
    def test_a_failure_in_time_is_created_too(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo[:300], headers={"Prefer": "wait=20"})
        assert (answer.status_code, answer.json()["status"]) == (201, "failed")

    @pytest.mark.usefixtures("worker")
    def test_looking_can_wait_too(self, client: Client, photo: bytes) -> None:
        accepted = run(client, photo)
        answer = client.get(accepted["Location"], headers={"Prefer": "wait=20"})
        assert answer.json()["status"] == "completed"


class TestContent:
    @pytest.mark.usefixtures("worker")
    def test_the_answer_can_be_the_output_itself(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo, query="?output=content")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["Content-Disposition"] == 'attachment; filename="photo.webp"'
        assert answer.getvalue()[8:12] == b"WEBP"

    @pytest.mark.usefixtures("worker")
    def test_or_why_there_is_none(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo[:300], query="?output=content")
        assert (answer.status_code, answer.json()["code"]) == (422, "input_corrupt")

    def test_or_where_to_look_later(self, client: Client, photo: bytes) -> None:
        answer = run(client, photo, query="?output=content", headers={"Prefer": "wait=1"})
        assert answer.status_code == 202
        assert answer["Location"]


class TestFollowing:
    def test_an_unchanged_execution_is_not_sent_again(self, client: Client, photo: bytes) -> None:
        place = run(client, photo)["Location"]
        first = client.get(place)
        second = client.get(place, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, second.status_code) == (200, 304)

    def test_a_stranger_gets_the_same_404_as_for_no_execution(
        self, client: Client, bob: User, client_of: ClientOf, photo: bytes
    ) -> None:
        foreign = run(client, photo).json()["id"]
        stranger = client_of(bob)
        for method in ("get", "delete"):
            answers = [getattr(stranger, method)(f"/api/v1/executions/{key}") for key in (foreign, uuid4())]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].json()["code"] == answers[1].json()["code"] == "not_found"

    def test_a_malformed_id_is_a_problem(self, client: Client) -> None:
        answer = client.get("/api/v1/executions/42")
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


class TestListing:
    def test_pages_lead_through_all_of_them_newest_first(self, client: Client, photo: bytes) -> None:
        made = [run(client, photo).json()["id"] for _ in range(5)]
        seen: list[str] = []
        cursor = ""
        while True:
            page = client.get(f"/api/v1/executions?limit=2{cursor}").json()
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == made[::-1]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("status=pending", True),
            ("status=failed&status=pending", True),
            ("status=completed", False),
            ("tool=image-convert", True),
            ("tool=gpx-analyze", False),
            ("q=PHOTO", True),
            ("q=video", False),
            ("metadata.order=7", True),
            ("metadata.order=8", False),
            ("metadata.order__gt=1", False),
            ("created_after=2020-01-01T00:00:00Z", True),
            ("created_after=0001-01-01T00:00:00Z", True),
            ("created_before=9999-12-31T23:59:59Z", True),
            ("created_before=2020-01-01T00:00:00Z", False),
            ("updated_after=2020-01-01T00:00:00Z", True),
        ],
    )
    def test_filters_narrow(self, client: Client, photo: bytes, query: str, found: bool) -> None:
        run(client, photo, metadata=json.dumps({"order": "7"}))
        assert bool(client.get(f"/api/v1/executions?{query}").json()["items"]) is found

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("cursor=%00", None),
            ("cursor=abc", "/cursor"),
            ("limit=0", "/limit"),
            ("limit=10000000000000000000000", "/limit"),
            ("status=done", "/status/0"),
            ("created_after=yesterday", "/created_after"),
            ("id=7", "/id/0"),
        ],
    )
    def test_bad_values_are_problems(self, client: Client, query: str, pointer: str | None) -> None:
        answer = client.get(f"/api/v1/executions?{query}")
        problem = answer.json()
        assert answer.status_code in {400, 422}
        assert [error["pointer"] for error in problem["errors"]] == ([pointer] if pointer else [])

    def test_one_query_serves_a_page_however_long(
        self, client: Client, photo: bytes, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(6):
            run(client, photo)
        with django_assert_max_num_queries(6):
            assert len(client.get("/api/v1/executions").json()["items"]) == 6


class TestCancelling:
    def test_a_waiting_execution_ends_at_once(self, client: Client, photo: bytes) -> None:
        place = run(client, photo)["Location"]
        answer = client.post(f"{place}/cancel")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")

    def test_an_ended_one_is_refused(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        place = run(client, photo)["Location"]
        run_pending()
        answer = client.post(f"{place}/cancel")
        assert (answer.status_code, answer.json()["code"]) == (409, "execution_ended")


class TestRetrying:
    def test_makes_a_new_execution_of_the_same_files_and_options(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        first = run(client, photo)
        run_pending()
        again = client.post(f"{first['Location']}/retry")
        assert again.status_code == 201
        assert again.json()["retry_of"] == first.json()["id"]
        assert again.json()["inputs"] == first.json()["inputs"]
        run_pending()
        assert client.get(again["Location"]).json()["status"] == "completed"

    def test_needs_the_inputs(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        first = run(client, photo)
        run_pending()
        client.delete(f"/api/v1/files/{first.json()['inputs'][0]['file']['id']}")
        answer = client.post(f"{first['Location']}/retry")
        assert (answer.status_code, answer.json()["code"]) == (409, "input_gone")

    def test_waits_for_the_end(self, client: Client, photo: bytes) -> None:
        answer = client.post(f"{run(client, photo)['Location']}/retry")
        assert (answer.status_code, answer.json()["code"]) == (409, "execution_not_ended")


class TestForgetting:
    def test_takes_outputs_and_unshared_inputs_with_it(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        place = run(client, photo)["Location"]
        run_pending()
        assert client.delete(place).status_code == 204
        assert client.get(place).status_code == 404
        assert not StoredFile.objects.ready().exists()

    def test_leaves_inputs_that_another_execution_uses(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        upload = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.jpg", photo)}).json()["id"]
        body = {"inputs": [upload], "options": {"output_format": "png"}}
        places = [
            client.post("/api/v1/tools/image-convert/executions", body, content_type="application/json")[
                "Location"
            ]
            for _ in range(2)
        ]
        run_pending()
        client.delete(places[0])
        assert client.get(f"/api/v1/files/{upload}").json()["state"] == "ready"
        client.delete(places[1])
        assert client.get(f"/api/v1/files/{upload}").json()["state"] == "deleted"

    def test_a_running_one_must_be_cancelled_first(self, client: Client, photo: bytes) -> None:
        place = run(client, photo)["Location"]
        ToolExecution.objects.claim(worker="w", token=uuid4(), lease=timedelta(seconds=30))
        answer = client.delete(place)
        assert (answer.status_code, answer.json()["code"]) == (409, "execution_not_ended")


def test_reading_does_not_allow_cancelling(alice: User, client_of: ClientOf, photo: bytes) -> None:
    place = run(client_of(alice), photo)["Location"]
    answer = client_of(alice, Scope.EXECUTIONS_READ).post(f"{place}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
