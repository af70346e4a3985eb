"""Webhooks of the whole product: told at each end, and told again when a worker is killed while it tells."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.support.product import Product, eventually, running
from tests.support.receiver import Receiver, Reply, receiving

pytestmark = pytest.mark.processes

CLAIM_ENDS = 120
"""Seconds, with much to spare: a claim lasts forty."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on loopback."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The embedded product, whose operator allows receivers on loopback."""
    with running(tmp_path, WEBHOOK_ALLOWED_NETWORKS="127.0.0.1/32") as product:
        yield product


def subscribed(client: httpx.Client, receiver: Receiver) -> Any:
    """A webhook that is told everything."""
    made = client.post("/webhooks", json={"url": receiver.url})
    assert made.status_code == 201, made.text
    return made.json()


def run(client: httpx.Client) -> str:
    """The id of an execution that ends by itself."""
    text = {"text": "b\na\n", "name": "words.txt"}
    accepted = client.post("/tools/checksum/executions", json={"inputs": [text], "options": {}})
    assert accepted.status_code in {201, 202}, accepted.text
    return str(accepted.json()["id"])


def deliveries(client: httpx.Client, webhook: Any) -> list[dict[str, Any]]:
    """What was sent to a webhook, newest first."""
    items: list[dict[str, Any]] = client.get(f"/webhooks/{webhook['id']}/deliveries").json()["items"]
    return items


def worker_of(product: Product, receiver: Receiver) -> psutil.Process:
    """The process that talks to the receiver."""
    port = receiver.server.server_port
    (found,) = [
        process
        for process in product.processes()
        if any(getattr(it.raddr, "port", 0) == port for it in process.net_connections("tcp"))
    ]
    return found


def test_an_end_is_told_once_and_signed(product: Product, receiver: Receiver) -> None:
    client = product.client()
    webhook = subscribed(client, receiver)

    execution = run(client)
    (message,) = receiver.wait_for(1)

    assert message.json["data"]["id"] == execution
    assert message.json["data"]["urls"]["self"] == f"{product.url}/api/v1/executions/{execution}"
    assert message.is_signed_with(webhook["secret"])
    eventually(lambda: deliveries(client, webhook)[0]["status"] == "delivered")
    assert webhook["secret"].removeprefix("whsec_") not in product.log.read_text()
    assert len(receiver.messages) == 1


def test_a_worker_that_is_killed_while_it_tells_tells_again_under_the_same_id(
    product: Product, receiver: Receiver
) -> None:
    held = threading.Event()
    receiver.answer = lambda _: Reply(200 if len(receiver.messages) > 1 else 204, wait_for=held)
    client = product.client()
    webhook = subscribed(client, receiver)
    execution = run(client)
    receiver.wait_for(1)

    worker_of(product, receiver).kill()
    held.set()
    first, second = receiver.wait_for(2, seconds=CLAIM_ENDS)

    assert first.id == second.id
    assert first.body == second.body
    assert first.json["data"]["id"] == execution
    delivery = eventually(lambda: [it for it in deliveries(client, webhook) if it["status"] == "delivered"])[
        0
    ]
    assert delivery["id"] == first.id
    assert delivery["attempts"] == 1  # of the try that was killed nobody knows


def test_a_receiver_that_hangs_holds_up_no_execution(product: Product, receiver: Receiver) -> None:
    release = threading.Event()
    receiver.answer = lambda _: Reply(wait_for=release)
    client = product.client()
    subscribed(client, receiver)

    executions = [run(client) for _ in range(10)]

    ids = {"id": executions}
    eventually(
        lambda: (
            {it["status"] for it in client.get("/executions", params=ids).json()["items"]} == {"completed"}
        )
    )
    assert len(receiver.wait_for(1)) < 10
    release.set()
    assert {message.json["data"]["id"] for message in receiver.wait_for(10)} == set(executions)
