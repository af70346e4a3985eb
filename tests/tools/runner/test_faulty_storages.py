"""A storage that fails is tried again; an execution is completed only with every object whole."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from apps.config.storages import storage_settings
from apps.tools.active_runs import Stop
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from tests.support.faulty_s3 import FaultyS3, faulty_s3
from tests.support.product import eventually
from tests.support.s3 import CREDENTIALS
from tests.tools.conftest import Queue, Store, Story

pytestmark = pytest.mark.django_db(transaction=True)

FINE = (200, "")
BROKEN = (500, "InternalError")


@pytest.fixture
def s3(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyS3]:
    """Point the product at a server that may fail; the client itself repeats nothing."""
    for name, value in {**CREDENTIALS, "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    with faulty_s3() as server:
        address = f"s3://files?endpoint=http://127.0.0.1:{server.port}&region=us-east-1&addressing_style=path"
        settings.STORAGES = storage_settings(settings.ENVIRONMENT.__class__(storage_url=address))
        yield server


@pytest.fixture
def execution(s3: FaultyS3, queue: Queue, store: Store, photo: bytes) -> ToolExecution:
    """One that is about to be run."""
    return queue("image-convert", store(photo, name="photo.jpg"), output_format="webp")


def run(place: Workplace, execution: ToolExecution) -> ToolExecution:
    """Run it, and look at it again."""
    assert run_next(place)
    execution.refresh_from_db()
    return execution


def outputs_in(s3: FaultyS3) -> dict[str, bytes]:
    """What is kept of outputs."""
    return {key: body for key, body in s3.objects.items() if key.startswith("outputs/")}


@pytest.mark.parametrize(
    ("method", "errors"),
    [
        ("GET", [BROKEN, BROKEN, FINE]),
        ("GET", [(503, "SlowDown"), FINE]),
        ("GET", [(404, "NoSuchKey"), FINE]),
        ("PUT", [BROKEN, BROKEN, BROKEN, BROKEN, FINE]),
        ("HEAD", [(404, ""), FINE]),
    ],
)
def test_what_passes_is_waited_for(
    place: Workplace,
    execution: ToolExecution,
    s3: FaultyS3,
    story: Story,
    method: str,
    errors: list[tuple[int, str]],
) -> None:
    s3.errors[method] = errors

    run(place, execution)

    assert story(execution) == ["created", "claimed", "completed"]
    output = execution.outputs.get()
    assert {key: len(body) for key, body in outputs_in(s3).items()} == {output.key: output.size}


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("GET", BROKEN),
        ("GET", (404, "NoSuchBucket")),
        ("GET", (403, "InvalidAccessKeyId")),
        ("PUT", BROKEN),
        ("PUT", (404, "NoSuchBucket")),
        ("PUT", (400, "BadDigest")),
        ("HEAD", (404, "")),
    ],
)
def test_what_stays_is_a_storage_error_after_two_attempts_of_five_tries(
    place: Workplace,
    execution: ToolExecution,
    s3: FaultyS3,
    story: Story,
    method: str,
    error: tuple[int, str],
) -> None:
    s3.errors[method] = [error]
    before = s3.asked[method]

    run(place, execution)
    ToolExecution.objects.update(available_at=execution.created_at)
    run(place, execution)

    assert story(execution) == ["created", "claimed", "retrying", "claimed", "failed"]
    assert execution.error_code == "storage_error"
    assert s3.asked[method] - before == 10
    assert outputs_in(s3) == {}
    assert not StoredFile.objects.filter(kind="output").exists()


def test_an_object_that_is_not_whole_never_completes_an_execution(
    place: Workplace, execution: ToolExecution, s3: FaultyS3
) -> None:
    s3.cuts_short = True

    run(place, execution)

    assert (execution.status, execution.attempt) == ("pending", 2)
    assert outputs_in(s3) == {}


def test_an_input_that_is_not_whole_is_not_run(
    place: Workplace, execution: ToolExecution, s3: FaultyS3
) -> None:
    for key in s3.objects:
        s3.objects[key] = s3.objects[key][:-1]

    run(place, execution)

    assert (execution.status, execution.attempt, execution.exit_info) == ("pending", 2, None)


def test_an_input_that_is_lost_is_gone_without_another_attempt(
    place: Workplace, execution: ToolExecution, s3: FaultyS3
) -> None:
    s3.objects.clear()

    run(place, execution)

    assert (execution.status, execution.error_code) == ("failed", "input_gone")


class Meanwhile(Thread):
    """A run in a thread of its own."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.start()
        self.token: UUID = eventually(lambda: place.active.tokens)[0]

    def run(self) -> None:
        """Run one, and leave no connection behind."""
        run_next(self.place)
        connection.close()


@pytest.mark.parametrize(
    ("reason", "end"),
    [(Stop.CANCELLED, "cancelled"), (Stop.SHUTDOWN, "handed_back"), (Stop.LEASE_LOST, "claimed")],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_transfer_that_hangs_is_left_at_once_when_the_run_is_stopped(
    place: Workplace,
    execution: ToolExecution,
    s3: FaultyS3,
    story: Story,
    method: str,
    reason: Stop,
    end: str,
) -> None:
    s3.silent = {method}
    asked = s3.asked[method]
    meanwhile = Meanwhile(place)
    eventually(lambda: s3.asked[method] > asked)

    place.active.stop(meanwhile.token, reason)

    meanwhile.join(timeout=15)  # the client itself would wait for twenty seconds
    assert not meanwhile.is_alive()
    assert story(execution)[-1] == end
    assert not list(place.workspaces.glob("*/*"))


def test_a_pause_between_two_tries_is_left_at_once_too(
    place: Workplace, execution: ToolExecution, s3: FaultyS3, story: Story
) -> None:
    s3.errors["GET"] = [BROKEN]
    asked = s3.asked["GET"]
    meanwhile = Meanwhile(replace(place, storage_pauses=(600.0,)))
    eventually(lambda: s3.asked["GET"] > asked)

    place.active.stop(meanwhile.token, Stop.CANCELLED)

    meanwhile.join(timeout=30)
    assert story(execution) == ["created", "claimed", "cancelled"]
