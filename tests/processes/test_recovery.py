"""When a process of the embedded product is killed, what it had in hand goes on at once."""

import json
import signal

import httpx
import psutil
import pytest

from tests.support.product import Product, eventually

pytestmark = pytest.mark.processes

SLOW = {"output_format": "avif", "lossless": True}


def submit(client: httpx.Client, photo: bytes) -> str:
    """Work that takes a while; its id."""
    answer = client.post(
        "/tools/image-convert/run",
        files={"file": ("photo.jpg", photo)},
        data={"options": json.dumps(SLOW)},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_work_of_a_killed_worker_is_begun_again_long_before_its_lease_is_over(
    product: Product, big_photo: bytes
) -> None:
    client = product.client()
    execution = submit(client, big_photo)
    eventually(lambda: client.get(f"/executions/{execution}").json()["status"] == "processing")
    killed = product.worker()

    killed.send_signal(signal.SIGKILL)

    psutil.wait_procs([killed], timeout=30)
    eventually(lambda: "lost its worker" in product.log.read_text(), seconds=28)  # its lease is 30
    eventually(lambda: client.get(f"/executions/{execution}").json()["status"] == "completed", seconds=120)
    ended = client.get(f"/executions/{execution}").json()
    assert (ended["attempt"], len(ended["outputs"])) == (1, 1)


def test_a_worker_that_is_killed_again_and_again_is_not_kept_waiting(product: Product) -> None:
    for _ in range(3):
        killed = product.worker()
        killed.kill()
        psutil.wait_procs([killed], timeout=30)

    eventually(lambda: product.log.read_text().count("worker ended with -9; starting it again in 0.1 s") == 3)
