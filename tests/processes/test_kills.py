"""Kill -9 of any process of the tree, at any moment, loses no accepted execution and duplicates no result."""

import json
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.support.product import Product, eventually, running

pytestmark = [pytest.mark.faults, pytest.mark.processes]

EXECUTIONS = 200
KILL_EVERY = 2.0
SUBMITTERS = 4
SEED = 20_26


class Submitter(threading.Thread):
    """Keeps at each request until it is answered, with one idempotency key, as a careful client does."""

    def __init__(self, client: httpx.Client, picture: bytes, *, keys: list[str]) -> None:
        super().__init__()
        self.client = client
        self.picture = picture
        self.keys = keys
        self.accepted: dict[str, str] = {}

    def run(self) -> None:
        """Submit them all."""
        for key in self.keys:
            while key not in self.accepted:
                self._submit(key)

    def _submit(self, key: str) -> None:
        try:
            answer = self.client.post(
                "/tools/image-convert/run",
                files={"file": ("photo.jpg", self.picture)},
                data={"options": json.dumps({"output_format": "png", "width": 1600, "fit": "exact"})},
                headers={"Idempotency-Key": key},
            )
        except httpx.TransportError:
            time.sleep(0.05)  # nothing announces that a server has come back
            return
        assert answer.status_code in {201, 202}, answer.text
        self.accepted[key] = answer.json()["id"]


class Killer(threading.Thread):
    """Kills a random process of the tree every two seconds, and does what an operator's init would."""

    def __init__(self, product: Product) -> None:
        super().__init__()
        self.product = product
        self.random = random.Random(SEED)
        self.done = threading.Event()
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        """Until told that all is done."""
        while not self.done.wait(KILL_EVERY):
            if not (tree := self.product.processes()):
                self.product.revive()
                continue
            victim = self.random.choice(tree)
            try:
                words = " ".join(victim.cmdline())
                victim.kill()
            except psutil.NoSuchProcess:
                continue
            self.killed[words.rpartition("/")[2][:40]] += 1
            self.product.revive()


@pytest.mark.timeout(420)
def test_kills_at_any_moment_lose_nothing_and_duplicate_nothing(tmp_path: Path, photo: bytes) -> None:
    with running(tmp_path) as product:
        client = product.client()
        submitters = [
            Submitter(client, photo, keys=[f"{number}-{key}" for key in range(EXECUTIONS // SUBMITTERS)])
            for number in range(SUBMITTERS)
        ]
        killer = Killer(product)
        for thread in (*submitters, killer):
            thread.start()
        for submitter in submitters:
            submitter.join()
        accepted = [key for submitter in submitters for key in submitter.accepted.values()]
        eventually(lambda: pending(client) == 0, seconds=300, what="the end of all executions")
        killer.done.set()
        killer.join()
        product.wait_until_ready()
        assert len(set(accepted)) == EXECUTIONS
        assert sum(killer.killed.values()) >= 5
        executions = everything(client)
        assert {execution["id"] for execution in executions} == set(accepted)
        assert Counter(execution["status"] for execution in executions) == {"completed": EXECUTIONS}
        assert all(len(execution["outputs"]) == 1 for execution in executions)
        outputs = everything(client, "/files?kind=output&limit=200")
        assert len(outputs) == EXECUTIONS
        for output in outputs[:: EXECUTIONS // 10]:
            assert client.get(output["content_url"].removeprefix("/api/v1")).content.startswith(b"\x89PNG")
        assert product.stop() == 0
        assert product.processes() == []
        eventually(lambda: not list((tmp_path / "workspaces").glob("*/*")))


def pending(client: httpx.Client) -> int:
    """How many have no end yet; unknown while the server is away."""
    try:
        page = client.get("/executions?status=pending&status=processing&limit=200").json()
    except httpx.TransportError:
        return -1
    return len(page["items"]) if "items" in page else -1


def everything(client: httpx.Client, address: str = "/executions?limit=200") -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(address + cursor).json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = f"&cursor={page['next_cursor']}"
