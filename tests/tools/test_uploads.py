"""Uploads reach the disk once, hashed, and leave nothing behind."""

import os
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BufferedReader, BytesIO, RawIOBase
from itertools import chain, repeat
from pathlib import Path

import pytest
from blake3 import blake3
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from pytest_django import Settings
from typing_extensions import Buffer

from apps.tools.uploads import HashedUpload, HashingUploadHandler, remove_abandoned_uploads

CLOSING = b"\r\n--edge--\r\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where uploads arrive."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "uploads"


class Wire(RawIOBase):
    """A body that comes in pieces of 4 KiB and is never whole in our memory."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        piece = next(self.pieces, b"")
        memoryview(buffer)[: len(piece)] = piece
        return len(piece)


def receive(body: "BytesIO | BufferedReader[Wire]", *, length: int) -> HashedUpload:
    """What the handler makes of a form with the one field `file`."""
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=edge", "CONTENT_LENGTH": str(length)}
    handler = HashingUploadHandler(HttpRequest())
    _, files = MultiPartParser(meta, body, [handler]).parse()
    received = files["file"]
    assert isinstance(received, HashedUpload)
    return received


def form(content: bytes, *, name: str = "photo.jpg") -> bytes:
    heading = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return heading.encode() + content + CLOSING


def send(content: bytes, *, name: str = "photo.jpg") -> HashedUpload:
    body = form(content, name=name)
    return receive(BytesIO(body), length=len(body))


def test_a_received_file_is_on_the_disk_with_its_digest_and_first_bytes(folder: Path) -> None:
    content = os.urandom(600_000)

    received = send(content)

    assert received.path.parent == folder
    assert received.path.read_bytes() == content
    assert received.digest == blake3(content).hexdigest()
    assert received.head == content[:4096]
    assert received.size == 600_000
    assert received.name == "photo.jpg"


def test_an_empty_file_is_received_as_one() -> None:
    received = send(b"")

    assert (received.size, received.head, received.digest) == (0, b"", blake3().hexdigest())


def test_the_clients_name_never_reaches_the_disk(folder: Path) -> None:
    received = send(b"x", name=f"../../evil.{'e' * 800}")

    assert "evil" not in received.path.name
    assert [path.name for path in folder.iterdir()] == [received.path.name]


def test_only_we_can_read_a_received_file(folder: Path) -> None:
    received = send(b"x")

    assert received.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_end_of_the_request_removes_the_file(folder: Path) -> None:
    received = send(b"x")

    received.close()

    assert list(folder.iterdir()) == []


def test_a_file_that_was_moved_away_stays(tmp_path: Path) -> None:
    received = send(b"x")
    received.path.rename(tmp_path / "kept")

    received.close()

    assert (tmp_path / "kept").read_bytes() == b"x"


def test_a_sender_who_hangs_up_leaves_nothing_behind(folder: Path) -> None:
    whole = form(b"x" * 1_000_000)

    def hang_up() -> Iterator[bytes]:
        yield from (whole[at : at + 4096] for at in range(0, 900_000, 4096))
        assert len(list(folder.iterdir())) == 1
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(BufferedReader(Wire(hang_up())), length=len(whole))
    request_finished.send(sender=None)

    assert list(folder.iterdir()) == []


def test_a_large_upload_does_not_grow_the_process() -> None:
    size, piece = 64 * 2**20, bytes(4096)
    opening = form(b"").removesuffix(CLOSING)
    body = BufferedReader(Wire(chain([opening], repeat(piece, size // 4096), [CLOSING])))
    tracemalloc.start()

    received = receive(body, length=size + len(opening) + len(CLOSING))

    assert received.path.stat().st_size == size
    assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    tracemalloc.stop()


def test_what_a_dead_process_left_is_removed_by_age(folder: Path) -> None:
    folder.mkdir()
    old, new, foreign = folder / "old.upload", folder / "new.upload", folder / "foreign"
    for path in (old, new, foreign):
        path.touch()
    yesterday = time.time() - 86_400
    os.utime(old, (yesterday, yesterday))
    os.utime(foreign, (yesterday, yesterday))

    assert remove_abandoned_uploads(idle=timedelta(hours=1)) == 1

    assert sorted(path.name for path in folder.iterdir()) == ["foreign", "new.upload"]
