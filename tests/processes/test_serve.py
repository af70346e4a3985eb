"""What `manage.py serve` promises to an operator."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.product import MANAGE, STANDBY, Product, eventually, running

pytestmark = pytest.mark.processes

SLOW = {"output_format": "avif", "lossless": True}


def submit(client: httpx.Client, photo: bytes, **options: object) -> str:
    """Accepted work; its id."""
    answer = client.post(
        "/tools/image-convert/run",
        files={"file": ("photo.jpg", photo)},
        data={"options": json.dumps({"output_format": "webp"} | options)},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def has_ended(client: httpx.Client, execution: str) -> bool:
    """Whether it has an end, whatever it is."""
    status = client.get(f"/executions/{execution}").json()["status"]
    return status in {"completed", "failed", "cancelled"}


def standby_below(product: Product) -> psutil.Process | None:
    """The process that waits for the worker's place, once there is one."""
    return next((part for part in product.processes() if part.name() == STANDBY), None)


def test_everything_local_lies_in_the_data_directory_and_is_private(product: Product) -> None:
    key = product.data_dir / "secret_key"
    assert key.stat().st_mode & 0o077 == 0
    assert (product.data_dir / "magictoolbox.sqlite3").exists()


def test_it_is_ready_when_its_own_worker_has_reported(product: Product) -> None:
    ready = httpx.get(f"{product.url}/ready").json()
    assert ready["status"] == "ok"
    assert {check["name"] for check in ready["checks"]} == {
        "database",
        "broker",
        "storage",
        "workers",
        "sandbox",
    }


def test_a_second_serve_on_the_same_data_is_refused(product: Product) -> None:
    second = subprocess.run(
        [sys.executable, MANAGE, "serve", "--port", str(product.port)],
        env=product.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "Another serve runs" in second.stderr


def test_listening_beyond_loopback_needs_a_public_address(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    refused = subprocess.run(
        [sys.executable, MANAGE, "serve", "--host", "0.0.0.0"],  # nothing listens: it is refused
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "PUBLIC_URL" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_refused_with_the_remedy(product: Product, tmp_path: Path) -> None:
    environment = product.environment | {"DATA_DIR": str(tmp_path / "other")}
    second = subprocess.run(
        [sys.executable, MANAGE, "serve", "--port", str(product.port)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "--port" in second.stderr


def test_a_host_must_be_an_address(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    refused = subprocess.run(
        [sys.executable, MANAGE, "serve", "--host", "everywhere"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (refused.returncode, "127.0.0.1" in refused.stderr) == (1, True)


def test_interrupting_it_lets_running_work_end_and_leaves_no_process(
    product: Product, big_photo: bytes
) -> None:
    client = product.client()
    execution = submit(client, big_photo)
    eventually(lambda: client.get(f"/executions/{execution}").json()["status"] != "pending")
    tree = product.processes()
    assert product.stop() == 0
    assert psutil.wait_procs(tree, timeout=30)[1] == []
    product.start()
    product.wait_until_ready()
    ended = client.get(f"/executions/{execution}").json()
    assert (ended["status"], ended["attempt"]) == ("completed", 1)


def test_work_beyond_the_grace_time_is_handed_back_and_done_after_the_next_start(
    tmp_path: Path, big_photo: bytes
) -> None:
    with running(tmp_path, SHUTDOWN_GRACE="1s") as product:
        client = product.client()
        execution = submit(client, big_photo, **SLOW)
        eventually(lambda: client.get(f"/executions/{execution}").json()["status"] == "processing")
        assert product.stop() == 0
        product.start()
        product.wait_until_ready()
        eventually(lambda: has_ended(client, execution), seconds=60)
        ended = client.get(f"/executions/{execution}").json()
        assert (ended["status"], ended["attempt"]) == ("completed", 1)


@pytest.mark.parametrize("part", ["granian", "toolhost"])
def test_a_part_that_dies_is_started_again(product: Product, photo: bytes, part: str) -> None:
    client = product.client()
    # Of the worker that works: the tool host of one that stands by is looked at when its turn comes.
    parts = product.worker().children() if part == "toolhost" else product.processes()
    victim = next(process for process in parts if part in " ".join(process.cmdline()))
    victim.send_signal(signal.SIGKILL)
    assert psutil.wait_procs([victim], timeout=20)[1] == []
    eventually(product.is_ready)
    execution = submit(client, photo)
    eventually(lambda: has_ended(client, execution))
    assert client.get(f"/executions/{execution}").json()["status"] == "completed"


def test_a_worker_that_stood_by_takes_the_place_of_a_killed_one(product: Product) -> None:
    killed = product.worker()
    ready = eventually(lambda: standby_below(product), what="a standby")
    eventually(lambda: any("toolhost" in " ".join(child.cmdline()) for child in ready.children()))

    killed.send_signal(signal.SIGKILL)

    eventually(lambda: product.worker() == ready)
    eventually(lambda: (found := standby_below(product)) and found != ready)


def test_when_the_supervisor_is_killed_nothing_outlives_it(product: Product) -> None:
    tree = product.processes()
    tree[0].send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(tree[1:], timeout=30)
    assert alive == []


def test_cancelling_frees_the_processor(product: Product, big_photo: bytes) -> None:
    client = product.client()
    execution = submit(client, big_photo, **SLOW)
    eventually(lambda: client.get(f"/executions/{execution}").json()["status"] == "processing")

    def tools() -> list[psutil.Process]:
        return [it for it in product.worker().children(recursive=True) if "/workspaces/" in it.cwd()]

    at_work = eventually(tools)
    assert client.post(f"/executions/{execution}/cancel").status_code == 200
    eventually(lambda: has_ended(client, execution), seconds=20)
    assert client.get(f"/executions/{execution}").json()["status"] == "cancelled"
    eventually(lambda: all(not process.is_running() for process in at_work), seconds=20)
