"""Rows and objects are held to each other, on a disk and in S3, after whatever came between them."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from apps.config.storages import storage_settings
from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.services.delete_file import delete_file
from apps.tools.services.remove_orphans import remove_orphans
from apps.tools.services.verify_storage import Progress, verify_storage
from tests.support.s3 import BUCKET, CREDENTIALS, REGION, s3_server
from tests.tools.conftest import Store
from tests.tools.services.conftest import Use

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timedelta(seconds=-5)
"""A grace that leaves out nothing, whatever the storage's clock says."""


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(params=["disk", "s3"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Point the product at one of the storages, empty."""
    if request.param == "s3":
        for name, value in CREDENTIALS.items():
            monkeypatch.setenv(name, value)
        endpoint = request.getfixturevalue("s3")
        address = f"s3://{BUCKET}?endpoint={endpoint}&region={REGION}&location={tmp_path.name}"
        settings.STORAGES = storage_settings(settings.ENVIRONMENT.__class__(storage_url=address))
    return str(request.param)


def put(key: str, content: bytes, tmp_path: Path) -> None:
    """Lay an object there, or replace it."""
    default_storage.delete(key)
    path = tmp_path / "object"
    path.write_bytes(content)
    storage.keep(key, path)


def verify(**options: Any) -> dict[str, str]:
    """What is wrong under which key."""
    found = verify_storage(progress=Progress(), **{"older_than": NOW, **options})
    return {finding.key: finding.problem for finding in found}


def test_what_fits_is_left_alone(place: str, store: Store) -> None:
    file = store(b"kept")
    progress = Progress()

    assert list(verify_storage(checksums=True, repair=True, older_than=NOW, progress=progress)) == []

    assert (progress.objects, progress.files) == (1, 1)
    assert b"".join(storage.read(file.key)) == b"kept"


def test_everything_that_does_not_fit_is_found_and_put_right(
    place: str, store: Store, tmp_path: Path
) -> None:
    kept, lost, cut, bent = (store(name) for name in (b"kept", b"lost", b"cut off", b"bent"))
    storage.remove(lost.key)
    put(cut.key, b"cut", tmp_path)
    put(bent.key, b"BENT", tmp_path)
    put("outputs/of/nobody", b"orphan", tmp_path)
    expected = {lost.key: "missing", cut.key: "wrong_size", "outputs/of/nobody": "orphan"}

    assert verify() == expected
    assert verify(checksums=True) == expected | {bent.key: "wrong_content"}
    assert len(list(storage.keys())) == 4
    assert verify(checksums=True, repair=True) == expected | {bent.key: "wrong_content"}

    assert verify(checksums=True) == {}
    assert list(storage.keys()) == [kept.key]
    states = dict(StoredFile.objects.values_list("pk", "state"))
    assert [states[file.pk] for file in (kept, lost, cut, bent)] == ["ready", *["deleted"] * 3]


def test_bytes_whose_row_may_follow_are_left(place: str, store: Store, tmp_path: Path) -> None:
    put("outputs/just/now", b"result", tmp_path)

    assert verify(older_than=timedelta(hours=1), repair=True) == {}
    assert remove_orphans() == 0

    assert storage.exists("outputs/just/now")
    assert remove_orphans(older_than=NOW) == 1
    assert not storage.exists("outputs/just/now")


def test_on_disk_a_time_that_a_tool_has_set_does_not_make_bytes_old(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "object"
    path.write_bytes(b"unpacked")
    os.utime(path, (0, 0))
    storage.keep("outputs/just/now", path)

    assert remove_orphans(older_than=timedelta(hours=1)) == 0


def test_a_file_that_is_being_deleted_is_nobodys_fault(store: Store) -> None:
    file = store(b"going")
    StoredFile.objects.filter(pk=file.pk).update(state="deleting")
    assert verify() == {}

    storage.remove(file.key)
    assert verify() == {}


def test_more_than_a_batch_of_each_is_looked_through(store: Store, tmp_path: Path) -> None:
    example = store(b"x")
    StoredFile.objects.bulk_create(
        StoredFile(
            owner=example.owner, kind="upload", name="n", size=1, blake3=example.blake3,
            key=f"uploads/many/{number}", expires_at=timezone.now() + timedelta(hours=1),
        )
        for number in range(1200)
    )  # fmt: skip
    for number in range(1100):
        put(f"uploads/many/{number}", b"x", tmp_path)

    found = verify(checksums=True)

    assert set(found.values()) == {"missing"}
    assert set(found) == {f"uploads/many/{number}" for number in range(1100, 1200)}


def test_an_older_database_is_made_to_fit_a_newer_storage(store: Store, use: Use) -> None:
    going, staying = store(b"deleted later"), store(b"kept all the time")
    backup = serializers.serialize("json", StoredFile.objects.all())
    delete_file(file=going)
    newer = store(b"came later")
    StoredFile.objects.all().delete()
    for row in serializers.deserialize("json", backup):
        row.save()

    assert verify(repair=True) == {going.key: "missing", newer.key: "orphan"}

    assert verify(checksums=True) == {}
    assert list(storage.keys()) == [staying.key]


def test_an_older_storage_is_made_to_fit_a_newer_database(store: Store, use: Use, tmp_path: Path) -> None:
    old = store(b"deleted since")
    delete_file(file=old)
    newer = store(b"not in the backup")
    needed = use(newer)
    storage.remove(newer.key)
    put(old.key, b"deleted since", tmp_path)

    assert verify(repair=True) == {old.key: "orphan", newer.key: "missing"}

    assert verify() == {}
    needed.refresh_from_db()
    assert needed.status == "pending"


def command(*arguments: str) -> tuple[str, int]:
    """What it says, and how it ends."""
    said = StringIO()
    try:
        call_command("verify_storage", *arguments, stdout=said)
    except SystemExit as end:
        return said.getvalue(), int(end.code or 0)
    return said.getvalue(), 0


def test_the_command_answers_people_and_programs(store: Store) -> None:
    file = store(b"0123456789")
    storage.remove(file.key)

    said, status = command()
    assert status == 1
    assert f"missing        {file.key}  (10 bytes are gone)" in said
    assert said.endswith("0 object(s) and 1 file(s): 1 missing.\n")

    answer, status = command("--json", "--repair")
    assert status == 0
    assert json.loads(answer) == {
        "objects": 0,
        "files": 1,
        "found": {"missing": 1, "wrong_size": 0, "wrong_content": 0, "orphan": 0},
        "repaired": True,
        "findings": [
            {
                "problem": "missing",
                "key": file.key,
                "detail": "10 bytes are gone",
                "file_id": str(file.pk),
            }
        ],
    }
    assert command("--checksums", "--older-than", "2h") == (
        "0 object(s) and 0 file(s): all is as it should be.\n",
        0,
    )


def test_an_age_that_cannot_be_read_is_explained() -> None:
    with pytest.raises(CommandError, match="write a duration such as 30s, 15m, 24h or 90d"):
        call_command("verify_storage", "--older-than", "yesterday")
