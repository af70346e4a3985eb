"""What every storage promises, on a real disk and against a real S3 server."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from pytest_django import Settings

from apps.config.storages import storage_settings
from apps.tools import storage
from tests.support.s3 import BUCKET, CREDENTIALS, REGION, s3_server

OPEN_FILES = Path("/proc/self/fd")
KEY = "outputs/0198-execution/77aa-token/0"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(params=["disk", "s3"])
def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Point the product at one of the storages, empty."""
    address = f"file://{tmp_path / 'kept'}"
    if request.param == "s3":
        for name, value in CREDENTIALS.items():
            monkeypatch.setenv(name, value)
        endpoint = request.getfixturevalue("s3")
        address = f"s3://{BUCKET}?endpoint={endpoint}&region={REGION}&location={tmp_path.name}"
    environment = settings.ENVIRONMENT.__class__(storage_url=address)
    settings.STORAGES = storage_settings(environment)
    return str(request.param)


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A file of 1000 bytes that is to be kept."""
    path = tmp_path / "local"
    path.write_bytes(bytes(range(250)) * 4)
    return path


def test_a_kept_file_is_moved_and_reads_as_it_was(place: str, local: Path) -> None:
    content = local.read_bytes()

    storage.keep(KEY, local)

    assert not local.exists()
    assert b"".join(storage.read(KEY)) == content
    assert storage.size(KEY) == 1000
    assert storage.exists(KEY)


def test_a_range_reads_only_its_bytes(place: str, local: Path) -> None:
    content = local.read_bytes()
    storage.keep(KEY, local)

    assert b"".join(storage.read(KEY, start=10, length=5)) == content[10:15]
    assert b"".join(storage.read(KEY, start=990)) == content[990:]
    assert b"".join(storage.read(KEY, length=1)) == content[:1]


def test_a_staged_file_has_the_bytes_and_outlives_the_kept_one(
    place: str, local: Path, tmp_path: Path
) -> None:
    content = local.read_bytes()
    storage.keep(KEY, local)

    storage.stage(KEY, tmp_path / "staged")
    storage.remove(KEY)

    assert (tmp_path / "staged").read_bytes() == content


def test_a_missing_file_is_missed_before_the_first_byte(place: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        storage.read("uploads/2026-01-01/none")
    with pytest.raises(FileNotFoundError):
        storage.stage("uploads/2026-01-01/none", tmp_path / "staged")
    assert not storage.exists("uploads/2026-01-01/none")


def test_removing_twice_is_removing_once(place: str, local: Path) -> None:
    storage.keep(KEY, local)

    storage.remove(KEY)
    storage.remove(KEY)

    assert not storage.exists(KEY)


def test_the_keys_are_all_there_is(place: str, local: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"2")
    storage.keep(KEY, local)
    storage.keep("uploads/2026-01-01/a", other)

    assert sorted(storage.keys()) == [KEY, "uploads/2026-01-01/a"]

    storage.remove(KEY)
    assert list(storage.keys()) == ["uploads/2026-01-01/a"]


def test_a_large_file_never_lies_whole_in_memory(place: str, tmp_path: Path) -> None:
    large, size = tmp_path / "large", 96 * 2**20
    with large.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()

    storage.keep(KEY, large)
    read = sum(len(chunk) for chunk in storage.read(KEY))
    storage.stage(KEY, tmp_path / "staged")

    assert read == (tmp_path / "staged").stat().st_size == size
    assert tracemalloc.get_traced_memory()[1] < (48 if place == "s3" else 2) * 2**20
    tracemalloc.stop()


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Path:
    """The folder in which the product keeps files."""
    environment = settings.ENVIRONMENT.__class__(storage_url=f"file://{tmp_path / 'kept'}")
    settings.STORAGES = storage_settings(environment)
    return tmp_path / "kept"


def test_on_disk_nothing_is_copied(disk: Path, local: Path, tmp_path: Path) -> None:
    number = local.stat().st_ino

    storage.keep(KEY, local)
    assert (disk / KEY).stat().st_ino == number

    storage.stage(KEY, tmp_path / "staged")
    staged = (tmp_path / "staged").stat()
    assert staged.st_ino == number or staged.st_blocks == (disk / KEY).stat().st_blocks


def test_on_disk_only_we_can_read_a_kept_file_and_nobody_can_write_it(disk: Path, local: Path) -> None:
    storage.keep(KEY, local)

    assert (disk / KEY).stat().st_mode & 0o777 == 0o400
    assert (disk / "outputs").stat().st_mode & 0o777 == 0o700


def test_on_disk_a_removed_file_leaves_no_empty_folders(disk: Path, local: Path, tmp_path: Path) -> None:
    neighbour = tmp_path / "neighbour"
    neighbour.write_bytes(b"2")
    storage.keep(KEY, local)
    storage.keep("outputs/other/token/0", neighbour)

    storage.remove(KEY)

    assert [path.name for path in (disk / "outputs").iterdir()] == ["other"]


def test_a_file_from_another_file_system_is_kept_too(disk: Path) -> None:
    elsewhere = Path("/dev/shm") / f"storage-test-{os.getpid()}"
    elsewhere.write_bytes(b"from elsewhere")

    storage.keep(KEY, elsewhere)

    assert not elsewhere.exists()
    assert b"".join(storage.read(KEY)) == b"from elsewhere"
    assert list(storage.keys()) == [KEY]


def test_a_reader_that_is_closed_lets_go_of_the_file(disk: Path, local: Path) -> None:
    storage.keep(KEY, local)
    before = len(list(OPEN_FILES.iterdir()))
    chunks = storage.read(KEY)
    assert len(list(OPEN_FILES.iterdir())) == before + 1

    chunks.close()

    assert len(list(OPEN_FILES.iterdir())) == before


def test_a_key_that_leaves_the_storage_is_refused(disk: Path, local: Path) -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.keep("../escaped", local)
    assert local.exists()
