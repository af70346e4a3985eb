"""What operators watch: the queue, the workers, the sandboxes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from model_bakery import baker
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from apps.iam.models import User
from apps.tools.models import ToolExecution, WorkerNode

pytestmark = pytest.mark.django_db

MakeExecution = Callable[..., ToolExecution]

TOKEN = "Xk2v9QpL7mNc4RtB8sWz1yGd6HfJ3aUe"


def metrics(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    """Each value by its name and its labels, in the order of their names."""
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name.removeprefix("magictoolbox_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.fixture
def execution(alice: User) -> MakeExecution:
    """`execution(status="failed")` is one of alice's."""

    def make(**values: Any) -> ToolExecution:
        made: ToolExecution = baker.make(ToolExecution, owner=alice, tool="checksum", **values)
        return made

    return make


def test_the_queue_is_counted_and_its_age_told(client: Client, execution: MakeExecution) -> None:
    execution(created_at=timezone.now() - timedelta(minutes=2))
    execution()
    found = metrics(client)
    assert (found["executions", "pending"], found["executions", "processing"]) == (2, 0)
    assert 119 < found["oldest_pending_seconds",] < 180


def test_an_empty_queue_has_no_age(client: Client) -> None:
    assert metrics(client)["oldest_pending_seconds",] == 0


def test_what_ended_lately_is_counted_by_its_end(client: Client, execution: MakeExecution) -> None:
    now = timezone.now()
    for _ in range(2):
        execution(status="failed", error_code="input_corrupt", finished_at=now)
    execution(status="cancelled", finished_at=now)
    execution(status="cancelled", finished_at=now - timedelta(hours=1))
    found = metrics(client)
    assert found["executions_ended_recently", "input_corrupt", "failed"] == 2
    assert found["executions_ended_recently", "", "cancelled"] == 1


def test_each_worker_says_how_strong_its_sandbox_is(client: Client) -> None:
    report = WorkerNode.objects.report
    report(name="strong:1", concurrency=4, sandbox_tier=2, unavailable_tools={})
    report(
        name="weak:1",
        concurrency=2,
        sandbox_tier=1,
        unavailable_tools={"ocr": "no"},
        broken_walls="connect by TCP; list /tmp",
    )
    WorkerNode.objects.create(
        name="gone:1", concurrency=9, sandbox_tier=0, seen_at=timezone.now() - timedelta(minutes=1)
    )
    found = metrics(client)
    assert {key[1:]: value for key, value in found.items() if key[0] == "sandbox_tier"} == {
        ("strong:1",): 2,
        ("weak:1",): 1,
    }
    assert (found["sandbox_broken_walls", "strong:1"], found["sandbox_broken_walls", "weak:1"]) == (0, 2)
    assert (found["worker_slots", "strong:1"], found["unavailable_tools", "weak:1"]) == (4, 1)


@pytest.mark.parametrize(
    ("address", "forwarded"), [("203.0.113.9", None), ("127.0.0.1", "203.0.113.9"), ("", None)]
)
def test_without_a_token_only_this_machine_reads_them(
    client: Client, address: str, forwarded: str | None
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    refusal = client.get("/metrics", REMOTE_ADDR=address, headers=headers)
    assert (refusal.status_code, refusal.json()["code"]) == (401, "unauthenticated")


def test_with_a_token_only_who_has_it_reads_them(client: Client, settings: LazySettings) -> None:
    update = {"metrics_token": SecretStr(TOKEN)}
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=update)
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN[:-1]}"}).status_code == 401
    assert ("info", settings.VERSION) in metrics(client, Authorization=f"Bearer {TOKEN}")
