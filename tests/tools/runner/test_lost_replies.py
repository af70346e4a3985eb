"""The connection to PostgreSQL breaks at the commit of an end: it may have landed, and it may not."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from apps.tools import storage
from apps.tools.models import ExecutionEvent, StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from tests.support.database_proxy import DatabaseProxy
from tests.tools.conftest import Queue, Store, Story
from tests.tools.runner.conftest import kept_outputs

pytestmark = pytest.mark.django_db(transaction=True)

END = b"completed"


@pytest.fixture
def server() -> dict[str, Any]:
    """How to reach the real server."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    values = connection.settings_dict
    return {names[name]: values[name] for name in names if values[name]}


@pytest.fixture
def proxy(transactional_db: None, server: dict[str, Any]) -> Iterator[DatabaseProxy]:
    """All of Django's connections go through it."""
    proxy = DatabaseProxy((server["host"], int(server.get("port", 5432))))
    proxy.start()
    settings = connection.settings_dict
    before = settings["HOST"], settings["PORT"]
    _forget_connections()
    settings["HOST"], settings["PORT"] = "127.0.0.1", str(proxy.port)
    yield proxy
    _forget_connections()
    settings["HOST"], settings["PORT"] = before
    proxy.stop()


def _forget_connections() -> None:
    real = connections["default"]
    assert isinstance(real, DatabaseWrapper)
    real.close()
    real.close_pool()


@pytest.fixture
def waiting(queue: Queue, store: Store, photo: bytes) -> ToolExecution:
    """An execution with one output."""
    return queue("image-convert", store(photo, name="photo.jpg"), output_format="webp")


@pytest.mark.parametrize("loses_reply", [True, False], ids=["the reply is lost", "the commit is lost"])
def test_an_end_has_one_effect(
    place: Workplace, proxy: DatabaseProxy, waiting: ToolExecution, story: Story, loses_reply: bool
) -> None:
    proxy.word, proxy.loses_reply = END, loses_reply

    assert run_next(place)

    assert proxy.lost == 1
    assert story(waiting) == ["created", "claimed", "completed"]
    output = waiting.outputs.get()
    assert kept_outputs() == [output.key]
    assert storage.size(output.key) == output.size


def test_when_the_commit_is_lost_and_then_the_lease_the_outputs_go(
    place: Workplace, proxy: DatabaseProxy, waiting: ToolExecution, server: dict[str, Any]
) -> None:
    def take_away() -> None:
        with psycopg.connect(**server) as other:
            other.execute(
                "UPDATE tools_toolexecution"
                " SET status = 'pending', lease_token = NULL, lease_expires_at = NULL, lost = 1"
            )

    proxy.word, proxy.loses_reply, proxy.meanwhile = END, False, take_away

    assert run_next(place)

    assert proxy.lost == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.lost) == ("pending", 1)
    assert kept_outputs() == []
    assert not StoredFile.objects.filter(kind="output").exists()


@pytest.mark.parametrize("loses_reply", [True, False], ids=["the reply is lost", "the commit is lost"])
def test_a_faulty_attempt_is_counted_once(
    place: Workplace, proxy: DatabaseProxy, queue: Queue, store: Store, story: Story, loses_reply: bool
) -> None:
    execution = queue("image-convert", store(b"\xff\xd8\xff\xe0 no more", name="a.jpg"), output_format="webp")
    proxy.word, proxy.loses_reply = b"input_corrupt", loses_reply

    assert run_next(place)

    assert proxy.lost == 1
    assert story(execution) == ["created", "claimed", "failed"]
    assert ExecutionEvent.objects.filter(type="failed").count() == 1


def test_a_claim_whose_reply_is_lost_is_handed_back(
    place: Workplace, proxy: DatabaseProxy, waiting: ToolExecution, story: Story
) -> None:
    proxy.word = b"claimed"

    with pytest.raises(OperationalError):
        run_next(place)

    assert proxy.lost == 1
    assert story(waiting) == ["created", "claimed", "handed_back"]
    assert run_next(place)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempt, waiting.lost) == ("completed", 1, 0)
