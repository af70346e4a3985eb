"""The embedded product with its files in S3."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.product import Product, running
from tests.support.s3 import BUCKET, CREDENTIALS, REGION, client_of, s3_server

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def product(s3: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, which keeps its files there."""
    address = f"s3://{BUCKET}?endpoint={s3}&region={REGION}"
    with running(tmp_path_factory.mktemp("data"), STORAGE_URL=address, **CREDENTIALS) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> Iterator[httpx.Client]:
    """Someone with a key."""
    with product.client() as client:
        yield client


def kept(s3: str) -> set[str]:
    """The keys in the bucket."""
    found = client_of(s3).list_objects_v2(Bucket=BUCKET)
    return {item["Key"] for item in found.get("Contents", [])}


def convert(client: httpx.Client, photo: bytes) -> dict[str, str]:
    """The output of a completed run."""
    answer = client.post(
        "/tools/image-convert/run",
        files={"file": ("photo.jpg", photo)},
        data={"options": json.dumps({"output_format": "png"})},
        headers={"Prefer": "wait=30"},
    )
    assert answer.json()["status"] == "completed", answer.text
    found: dict[str, str] = answer.json()["outputs"][0]
    return found


def test_it_is_ready_and_names_its_storage(product: Product) -> None:
    assert product.checks()["storage"] == "ok"


def test_input_and_output_lie_in_the_bucket_and_nowhere_else(
    product: Product, alice: httpx.Client, s3: str, photo: bytes
) -> None:
    before = kept(s3)
    output = convert(alice, photo)
    assert {key.split("/")[0] for key in kept(s3) - before} == {"uploads", "outputs"}
    content = alice.get(output["content_url"].removeprefix("/api/v1")).content
    assert len(content) == int(output["size"])
    held = [path for path in product.data_dir.rglob("*") if path.is_file() and content in path.read_bytes()]
    assert held == []


@pytest.mark.parametrize(
    ("wanted", "part"),
    [("bytes=0-7", slice(0, 8)), ("bytes=-5", slice(-5, None)), ("bytes=9-", slice(9, None))],
)
def test_a_part_of_a_file_can_be_had(alice: httpx.Client, photo: bytes, wanted: str, part: slice) -> None:
    address = convert(alice, photo)["content_url"].removeprefix("/api/v1")
    whole = alice.get(address).content
    answer = alice.get(address, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, whole[part])


def test_a_deleted_file_leaves_the_bucket(alice: httpx.Client, s3: str) -> None:
    before = kept(s3)
    file = alice.post("/files", files={"file": ("notes.txt", b"to be deleted")}).json()
    assert len(kept(s3) - before) == 1
    assert alice.delete(f"/files/{file['id']}").status_code == 204
    assert kept(s3) == before


def test_what_has_expired_leaves_the_bucket(product: Product, alice: httpx.Client, s3: str) -> None:
    before = kept(s3)
    file = alice.post("/files", files={"file": ("notes.txt", b"to be forgotten")}).json()
    with sqlite3.connect(product.data_dir / "magictoolbox.sqlite3") as database:
        moment = "UPDATE tools_storedfile SET expires_at = datetime('now', '-1 hour') WHERE id = ?"
        database.execute(moment, [file["id"].replace("-", "")])
    database.close()

    product.manage("purge_expired")  # or the schedule, which may have been faster

    assert kept(s3) == before
    assert alice.get(f"/files/{file['id']}/content").status_code == 410


def test_a_storage_that_is_gone_is_named_while_everything_else_answers(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with s3_server() as endpoint:
            address = f"s3://{BUCKET}?endpoint={endpoint}&region={REGION}"
            product = stack.enter_context(running(tmp_path, STORAGE_URL=address, **CREDENTIALS))
        assert product.checks()["storage"] == "failed"
        assert not product.is_ready()
        with product.client() as alice:
            assert alice.get("/executions").status_code == 200
