"""What only a real connection shows of an archive that is made while it is sent."""

import os
from dataclasses import dataclass
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.support.product import Product, eventually

pytestmark = pytest.mark.processes


@dataclass(frozen=True, slots=True)
class Batch:
    """Where the API has it, and where the bytes of its outputs lie, in the order of the archive."""

    place: str
    outputs: list[Path]


def upload(client: httpx.Client, content: bytes, name: str) -> str:
    """A kept file; its id."""
    return str(client.post("/files", files={"file": (name, content)}).json()["id"])


@pytest.fixture
def batch(product: Product) -> Batch:
    """Two texts of 400 kB, converted."""
    with product.client() as client:
        files = [upload(client, f"{word}\n".encode() * 100_000, f"{word}.txt") for word in ("one", "two")]
        place = client.post("/tools/text-charset/batches", json={"inputs": files}).headers["Location"]
        place = place.removeprefix("/api/v1")
        eventually(lambda: client.get(place).json()["status"] == "completed", seconds=120)
        rows = client.get("/executions", params={"batch": place.rsplit("/")[-1]}).json()["items"]
    kept = product.data_dir / "files" / "outputs"
    return Batch(place, [next((kept / row["id"]).rglob("0")) for row in sorted(rows, key=itemgetter("id"))])


def test_one_of_a_batch_holds_every_output_and_a_manifest(product: Product, batch: Batch) -> None:
    with product.client() as client:
        whole = client.get(f"{batch.place}/archive")
    assert sorted(ZipFile(BytesIO(whole.content)).namelist()) == ["manifest.json", "one.txt", "two.txt"]


def test_one_that_breaks_off_breaks_the_connection(product: Product, batch: Batch) -> None:
    os.truncate(batch.outputs[1], 1000)
    with product.client() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{batch.place}/archive")


def test_one_whose_first_file_is_damaged_is_a_problem(product: Product, batch: Batch) -> None:
    os.truncate(batch.outputs[0], 1000)
    with product.client() as client:
        answer = client.get(f"{batch.place}/archive")
    assert (answer.status_code, answer.json()["code"]) == (410, "file_damaged")
