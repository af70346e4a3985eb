"""Several outputs leave as one ZIP, made while it is sent."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from apps.tools import storage
from apps.tools.exceptions import FileExpiredError
from apps.tools.services.zip_files import zip_files
from tests.tools.conftest import Store

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_file_is_in_it_under_its_name_and_whole(store: Store) -> None:
    large = bytes(range(256)) * 4096
    files = [store(b"one", name="één.txt"), store(large, name="two.bin")]
    archive = ZipFile(BytesIO(b"".join(zip_files(files))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {"één.txt": b"one", "two.bin": large}


def test_it_is_sent_piece_by_piece(store: Store) -> None:
    size = 4 * storage.CHUNK_SIZE
    pieces = list(zip_files([store(bytes(size), name="a.bin")]))
    assert max(len(piece) for piece in pieces) < 2 * storage.CHUNK_SIZE


def test_a_file_that_is_gone_ends_it(store: Store) -> None:
    file = store(b"one")
    storage.remove(file.key)
    with pytest.raises(FileExpiredError):
        list(zip_files([file]))
