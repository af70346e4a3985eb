"""Whether the product lives and is ready: every need by name, never longer than two seconds."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.utils import timezone
from pydantic import SecretStr

from apps.tools.models import WorkerNode

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker() -> WorkerNode:
    """A worker that has just reported."""
    return WorkerNode.objects.create(name="host:1", concurrency=2, sandbox_tier=1)


def readiness(client: Client) -> tuple[int, str, dict[str, str]]:
    """The status, the whole condition, and the condition of each need."""
    response = client.get("/ready")
    answer = response.json()
    return response.status_code, answer["status"], {it["name"]: it["status"] for it in answer["checks"]}


def detail_of(client: Client, name: str) -> str:
    checks = client.get("/ready").json()["checks"]
    return next(str(check["detail"]) for check in checks if check["name"] == name)


def test_with_everything_there_it_is_ready(client: Client, worker: WorkerNode) -> None:
    needs = ("database", "storage", "broker", "workers", "sandbox")
    assert readiness(client) == (200, "ok", dict.fromkeys(needs, "ok"))


def test_without_a_worker_work_is_still_accepted(client: Client) -> None:
    status, condition, needs = readiness(client)
    assert (status, condition, needs["workers"], needs["database"]) == (200, "degraded", "degraded", "ok")
    assert "waits" in detail_of(client, "workers")


def test_a_worker_that_fell_silent_does_not_count(client: Client, worker: WorkerNode) -> None:
    WorkerNode.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert readiness(client)[2]["workers"] == "degraded"


def test_a_weaker_sandbox_than_wanted_is_told_with_the_remedy(
    client: Client, worker: WorkerNode, settings: LazySettings
) -> None:
    WorkerNode.objects.update(sandbox_tier=0)
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sandbox_min_tier": 1})
    assert readiness(client)[0:2] == (200, "degraded")
    assert "sandbox_doctor" in detail_of(client, "sandbox")


def test_a_sandbox_that_does_not_hold_is_told_with_what_fell(client: Client, worker: WorkerNode) -> None:
    assert "every attempt to break out was stopped" in detail_of(client, "sandbox")
    WorkerNode.objects.update(broken_walls="connect by TCP")
    assert readiness(client)[0:2] == (200, "degraded")
    assert "a run could connect by TCP" in detail_of(client, "sandbox")


class TestEmbedded:
    @pytest.fixture(autouse=True)
    def embedded(self, settings: LazySettings) -> None:
        """As `serve` runs it."""
        settings.EMBEDDED = True
        settings.STARTED_AT = timezone.now()

    def test_it_is_not_ready_before_its_own_worker_has_reported(
        self, client: Client, worker: WorkerNode
    ) -> None:
        WorkerNode.objects.update(seen_at=timezone.now() - timedelta(seconds=5))
        status, condition, needs = readiness(client)
        assert (status, condition, needs["workers"]) == (503, "failed", "failed")

    def test_it_is_ready_once_it_has(self, client: Client, worker: WorkerNode) -> None:
        WorkerNode.objects.update(seen_at=timezone.now() + timedelta(seconds=1))
        assert readiness(client)[0] == 200


def test_a_storage_that_takes_nothing_is_a_failure(
    client: Client, worker: WorkerNode, settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    options = {"location": str(tmp_path / "file" / "files")}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": options}}
    status, condition, needs = readiness(client)
    assert (status, condition, needs["storage"], needs["database"]) == (503, "failed", "failed", "ok")
    assert str(tmp_path) not in detail_of(client, "storage")


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_a_missing_broker_delays_work_and_no_more(
    client: Client, worker: WorkerNode, settings: LazySettings, broker: str
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"broker_url": SecretStr(broker)})
    before = current_app.conf.broker_url
    current_app.conf.update(broker_url=broker)
    try:
        started = time.monotonic()
        status, condition, needs = readiness(client)
        assert time.monotonic() - started < 20
    finally:
        current_app.conf.update(broker_url=before)
    assert (status, condition, needs["broker"]) == (200, "degraded", "degraded")


def test_a_database_that_hangs_does_not_hold_the_answer_up(
    client: Client, worker: WorkerNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    def hang(*_: Any) -> None:
        answered.wait(60)

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", hang)
    started = time.monotonic()
    status, condition, needs = readiness(client)
    assert time.monotonic() - started < 30
    answered.set()
    assert (status, condition, needs["database"]) == (503, "failed", "failed")


def test_health_asks_nobody(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert set(response.json()) == {"status", "service", "version", "time"}
