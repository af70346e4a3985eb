"""More than can be done: what is refused, with what answer, and what becomes of what was accepted."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending, Store

Response = Any
"""What Django's test client answers with."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_may_wait(settings: LazySettings) -> None:
    """Three of one owner, five of all."""
    settings.MAX_QUEUED_PER_USER, settings.MAX_QUEUED = 3, 5


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def run(client: Client, photo: bytes, **headers: str) -> Response:
    """Upload and convert in one call."""
    options = json.dumps({"output_format": "webp"})
    data = {"file": SimpleUploadedFile("photo.jpg", photo), "options": options}
    return client.post("/api/v1/tools/image-convert/run", data, headers=headers)


def fill(client: Client, photo: bytes, count: int) -> list[str]:
    """The ids of so many accepted executions."""
    answers = [run(client, photo) for _ in range(count)]
    assert {answer.status_code for answer in answers} == {202}
    return [answer.json()["id"] for answer in answers]


def kept(data_dir: Path) -> int:
    """The files in the storage."""
    return len([path for path in (data_dir / "files").rglob("*") if path.is_file()])


class TestTheLimitOfOneOwner:
    def test_refuses_with_429_and_says_what_to_do(self, client: Client, photo: bytes) -> None:
        fill(client, photo, 3)

        refused = run(client, photo)

        assert refused.status_code == 429
        problem = refused.json()
        assert (problem["code"], problem["retryable"]) == ("too_many_executions", True)
        assert "3 executions of yours wait, 1 more were asked for, and 3 may." in problem["detail"]
        assert 1 <= int(refused["Retry-After"]) <= 60

    def test_keeps_neither_row_nor_file_of_what_it_refuses(
        self, client: Client, photo: bytes, data_dir: Path
    ) -> None:
        fill(client, photo, 3)

        run(client, photo)

        assert (ToolExecution.objects.count(), StoredFile.objects.count(), kept(data_dir)) == (3, 3, 3)
        assert not list((data_dir / "uploads").glob("*"))

    def test_lets_others_in(self, client: Client, photo: bytes, bob: User, client_of: ClientOf) -> None:
        fill(client, photo, 3)

        assert run(client_of(bob), photo).status_code == 202

    def test_holds_for_conversions_retries_and_files_that_are_here(
        self, client: Client, photo: bytes, store: Store, run_pending: RunPending
    ) -> None:
        [ended] = fill(client, photo, 1)
        run_pending()
        file = str(store(photo, name="photo.jpg").pk)
        fill(client, photo, 3)

        answers = [
            client.post("/api/v1/convert", {"inputs": [file], "to": "webp"}, content_type="application/json"),
            client.post(
                "/api/v1/tools/image-convert/executions",
                {"inputs": [file], "options": {"output_format": "webp"}},
                content_type="application/json",
            ),
            client.post(f"/api/v1/executions/{ended}/retry"),
        ]

        assert [answer.json()["code"] for answer in answers] == ["too_many_executions"] * 3

    def test_room_is_made_by_what_ends(self, client: Client, photo: bytes, run_pending: RunPending) -> None:
        first, *_ = fill(client, photo, 3)

        client.post(f"/api/v1/executions/{first}/cancel")

        assert run(client, photo).status_code == 202
        run_pending()
        fill(client, photo, 3)


def test_the_limit_of_all_refuses_with_503(
    client: Client, photo: bytes, bob: User, client_of: ClientOf
) -> None:
    fill(client, photo, 3)
    fill(client_of(bob), photo, 2)

    refused = run(client_of(bob), photo)

    assert refused.status_code == 503
    assert (refused.json()["code"], refused.json()["retryable"]) == ("queue_full", True)
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_who_comes_back_sooner_is_told_so_when_the_queue_moves_fast(
    client: Client, photo: bytes, run_pending: RunPending
) -> None:
    fill(client, photo, 3)
    slow = int(run(client, photo)["Retry-After"])
    run_pending()
    fill(client, photo, 3)

    fast = int(run(client, photo)["Retry-After"])

    assert (slow, fast) == (60, 20)


def test_what_is_done_in_the_request_is_never_refused(client: Client, photo: bytes) -> None:
    fill(client, photo, 3)

    answer = client.post(
        "/api/v1/tools/text-case/executions",
        {"options": {"text": "many words", "case": "titlecase"}},
        content_type="application/json",
    )

    assert answer.status_code == 201


def test_a_repeated_request_is_answered_with_what_it_made(client: Client, photo: bytes) -> None:
    made = run(client, photo, **{"Idempotency-Key": "one"}).json()["id"]
    fill(client, photo, 2)

    repeated = run(client, photo, **{"Idempotency-Key": "one"})

    assert (repeated.status_code, repeated.json()["id"]) == (202, made)
    assert repeated["Idempotent-Replayed"] == "true"


def test_of_many_requests_at_once_some_are_accepted_and_all_of_those_end(
    alice: User, bob: User, client_of: ClientOf, photo: bytes, run_pending: RunPending
) -> None:
    threads = 4
    clients = [client_of(alice), client_of(bob)]

    def submit(number: int) -> Response:
        answer = run(clients[number % 2], photo)
        connections.close_all()
        return answer

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(submit, range(24)))
    accepted = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code != 202]

    assert 5 <= len(accepted) < 5 + threads
    assert {answer.status_code for answer in refused} <= {429, 503}
    assert all(answer["Retry-After"] for answer in refused)
    assert ToolExecution.objects.count() == len(accepted)
    run_pending()
    statuses = Counter(ToolExecution.objects.filter(pk__in=accepted).values_list("status", flat=True))
    assert statuses == {"completed": len(accepted)}
