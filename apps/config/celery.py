"""The Celery app: a broker carries rings, nothing else, so a lost message loses nothing."""

import os
from typing import Any

from celery import Celery
from celery.schedules import schedule
from celery.signals import import_modules, setup_logging

from apps.config.environment_reader import read_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
_ENVIRONMENT = read_environment()
_BROKER_URL = _ENVIRONMENT.broker_url
_PATIENCE = 0.25
"""Seconds that a ring may hold a request up."""

app = Celery("magictoolbox")
app.conf.update(
    # Without a broker nothing is published: workers look by themselves.
    broker_url=_BROKER_URL.get_secret_value() if _BROKER_URL else "memory://",
    broker_connection_retry_on_startup=True,
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_pool="threads",
    worker_concurrency=_ENVIRONMENT.worker_concurrency,
    worker_hijack_root_logger=False,
    timezone="UTC",
)
app.autodiscover_tasks(["apps.tools"])
app.steps["worker"].add("apps.tools.tasks:WorkerStep")


def publish_impatiently() -> None:
    """Give up on a broker that does not answer: for processes that only publish, since workers must wait."""
    is_redis = app.conf.broker_url.startswith("redis")
    waits = ("socket_connect_timeout", "socket_timeout") if is_redis else ("read_timeout", "write_timeout")
    app.conf.update(
        broker_connection_timeout=_PATIENCE,
        broker_transport_options=dict.fromkeys(waits, _PATIENCE) | {"max_retries": 0},
    )


@import_modules.connect
def schedule_services(sender: Celery, **_: Any) -> None:
    """Give beat its schedule, once Django is set up."""
    from apps.tools.periodic import SCHEDULE  # noqa: PLC0415 - its models need Django first

    for job in SCHEDULE:
        task = sender.task(name=job.name)(job.run)
        sender.add_periodic_task(schedule(job.every), task.s(), name=job.name)


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django has configured the log already; a receiver keeps Celery from doing it again."""
