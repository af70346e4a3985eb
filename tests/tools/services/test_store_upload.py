"""An upload is kept as what its bytes are, or not at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from blake3 import blake3
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from apps.tools import storage
from apps.tools.exceptions import (
    FileEmptyError,
    FileTooLargeError,
    InputMismatchError,
    StorageUnavailableError,
)
from apps.tools.models import StoredFile
from tests.tools.conftest import Store

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def nothing_is_left(data_dir: Path) -> bool:
    """No row, and no file, kept or half received."""
    return not StoredFile.objects.exists() and not [path for path in data_dir.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_what_its_bytes_say(store: Store) -> None:
    file = store(PNG, name="../../photo.PNG")

    assert (file.name, file.format, file.media_type) == ("photo.PNG", "png", "image/png")
    assert (file.size, file.blake3) == (len(PNG), blake3(PNG).hexdigest())
    assert (file.kind, file.state, file.execution_id) == ("upload", "ready", None)
    assert b"".join(storage.read(file.key)) == PNG


def test_the_key_holds_the_day_and_nothing_of_the_clients(store: Store) -> None:
    file = store(b"secret plans", name="secret-plans.txt")

    day = f"{timezone.now():%Y-%m-%d}"
    assert file.key.startswith(f"uploads/{day}/")
    assert "secret" not in file.key
    assert list(storage.keys()) == [file.key]


def test_a_file_without_an_extension_is_what_it_starts_like(store: Store) -> None:
    assert store(PNG, name="photo").format == "png"


def test_a_file_of_no_known_format_is_bytes(store: Store) -> None:
    file = store(b"\0\1\2\3", name="data.xyz")

    assert (file.format, file.media_type) == ("bin", "application/octet-stream")


def test_a_file_is_kept_as_long_as_the_server_keeps_files_unless_less_is_wanted(
    store: Store, settings: Settings
) -> None:
    settings.FILE_RETENTION = timedelta(hours=5)

    usual, short = store(b"a"), store(b"b", expires_in=timedelta(minutes=1))

    assert usual.expires_at - usual.created_at == pytest.approx(timedelta(hours=5), abs=timedelta(seconds=5))
    assert short.expires_at - short.created_at == pytest.approx(
        timedelta(minutes=1), abs=timedelta(seconds=5)
    )


def test_an_empty_file_is_refused_and_leaves_nothing(store: Store, data_dir: Path) -> None:
    with pytest.raises(FileEmptyError, match=r"'notes.txt' is empty"):
        store(b"")
    assert nothing_is_left(data_dir)


def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_is_refused(
    store: Store, data_dir: Path, settings: Settings
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"max_upload_size": 10})

    with pytest.raises(FileTooLargeError, match="has 11 bytes; this server accepts at most 10"):
        store(b"x" * 11)
    assert nothing_is_left(data_dir)
    assert store(b"x" * 10).size == 10


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html><script>alert(1)</script>", "photo.png", "'photo.png' is named like a PNG image, but"),
        (PNG, "report.pdf", "but it looks like a PNG image"),
        (b"%!PS-Adobe-3.0 %PDF-1.4", "report.pdf", "is named like a PDF document, but"),
        (b"\x7fELF\2\1\1\0", "notes.txt", "is named like a Plain text, but"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_and_leaves_nothing(
    store: Store, data_dir: Path, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(InputMismatchError, match=said.replace("(", r"\(")):
        store(content, name=name)
    assert nothing_is_left(data_dir)


def test_a_failure_after_the_bytes_leaves_no_row_without_bytes(store: Store, settings: Settings) -> None:
    first = store(b"first")
    settings.FILE_RETENTION = None

    with pytest.raises(TypeError):
        store(b"second")

    assert list(StoredFile.objects.values_list("key", flat=True)) == [first.key]
    assert len(list(storage.keys())) == 2


def test_two_rows_cannot_share_bytes(store: Store) -> None:
    file = store(b"first")
    file.pk = None

    with pytest.raises(IntegrityError):
        file.save(force_insert=True)


def test_a_storage_that_fails_is_said_and_leaves_nothing(
    store: Store, settings: Settings, data_dir: Path
) -> None:
    (data_dir / "full").write_bytes(b"no folder can be here")
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(data_dir / "full" / "files")
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(StorageUnavailableError) as refusal:
        store(b"one")
    assert (refusal.value.status_code, refusal.value.retryable) == (503, True)
    assert not StoredFile.objects.exists()
