"""Celery carries rings: losing one loses nothing, and waiting for one is not worth it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from celery import current_app

from apps.config.celery import app
from apps.config.environment import PROJECT_ROOT
from apps.tools.periodic import SCHEDULE

PROGRAM = """
import json, time, django
django.setup()
import apps.config.wsgi
from apps.tools.bells import doorbell
started = time.monotonic()
doorbell.ring()
print(json.dumps({"seconds": time.monotonic() - started}))
"""


def test_messages_are_acknowledged_early_one_at_a_time_and_leave_no_results() -> None:
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_publish_retry is False
    assert app.conf.worker_hijack_root_logger is False


def test_it_is_the_app_that_tasks_use() -> None:
    assert current_app.main == app.main == "magictoolbox"
    app.loader.import_default_modules()
    assert "tools.run_next" in app.tasks


def test_beat_knows_every_scheduled_service() -> None:
    app.loader.import_default_modules()
    planned: dict[str, Any] = app.conf.beat_schedule
    for job in SCHEDULE:
        assert planned[job.name]["schedule"].run_every == job.every
        assert planned[job.name]["task"] in app.tasks


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//", "redis://203.0.113.1/0"])
def test_a_broker_that_does_not_answer_holds_no_request_up(broker: str, tmp_path: Any) -> None:
    environment = os.environ | {
        "BROKER_URL": broker,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "apps.config.settings",
    }
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environment, cwd=PROJECT_ROOT, capture_output=True, check=True)
    assert (
        json.loads(done.stdout)["seconds"] < 4
    )  # and not as long as a broker may take; the machine may be busy
    assert b"The bell could not be rung" in done.stderr
