"""The Celery app: a broker carries rings, nothing else, so a lost message loses nothing."""

from celery import Celery
from celery.signals import setup_logging

from apps.config.environment_reader import read_environment

_BROKER_URL = read_environment().broker_url

app = Celery("magictoolbox")
app.conf.update(
    # Without a broker nothing is published: workers look by themselves.
    broker_url=_BROKER_URL.get_secret_value() if _BROKER_URL else "memory://",
    broker_connection_retry_on_startup=True,
    # A ring must not hold a request up.
    broker_connection_timeout=0.25,
    broker_transport_options={"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_pool="threads",
    worker_hijack_root_logger=False,
    timezone="UTC",
)
app.autodiscover_tasks(["apps.tools"])


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django has configured the log already; a receiver keeps Celery from doing it again."""
