"""Deleting a file takes its bytes away, unless an execution needs them."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from apps.tools import storage
from apps.tools.exceptions import FileExpiredError, FileInUseError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.delete_file import delete_file
from apps.tools.services.open_file import open_file
from common.transactions import joined
from tests.tools.conftest import Store
from tests.tools.services.conftest import Use

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bytes_go_and_the_record_stays(store: Store) -> None:
    file = store(b"secret")

    delete_file(file=file)

    assert StoredFile.objects.get().state == "deleted"
    assert list(storage.keys()) == []


def test_deleting_twice_is_deleting_once(store: Store) -> None:
    file = store(b"secret")

    delete_file(file=file)
    delete_file(file=file)

    assert StoredFile.objects.get().state == "deleted"


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_a_file_that_an_execution_still_needs_is_refused(store: Store, use: Use, status: str) -> None:
    file = store(b"needed")
    execution = use(file)
    if status == "processing":
        lease = {"lease_token": execution.pk, "lease_expires_at": timezone.now()}
        ToolExecution.objects.filter(pk=execution.pk).update(status=status, **lease)

    with pytest.raises(FileInUseError, match=r"'notes.txt' is an input of an execution"):
        delete_file(file=file)

    assert b"".join(open_file(file=file)) == b"needed"


def test_a_file_whose_executions_have_ended_can_go(store: Store, use: Use) -> None:
    file = store(b"done")
    ToolExecution.objects.cancel_pending(execution_id=use(file).pk)

    delete_file(file=file)

    assert list(storage.keys()) == []


def test_the_bytes_stay_when_the_callers_transaction_fails(store: Store) -> None:
    file = store(b"precious")

    with suppress(ZeroDivisionError), transaction.atomic():
        delete_file(file=file, _transaction_context=joined)
        raise ZeroDivisionError

    assert StoredFile.objects.get().state == "ready"
    assert b"".join(open_file(file=file)) == b"precious"


def test_the_file_is_gone_for_its_owner_even_if_the_storage_fails(store: Store, settings: Settings) -> None:
    file = store(b"secret")
    broken = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": "/proc/1"}}
    settings.STORAGES = settings.STORAGES | {"default": broken}

    delete_file(file=file)

    file.refresh_from_db()
    with pytest.raises(FileExpiredError):
        open_file(file=file)


def test_a_record_whose_bytes_were_lost_opens_as_expired(store: Store) -> None:
    file = store(b"lost")
    storage.remove(file.key)

    with pytest.raises(FileExpiredError, match=r"'notes.txt' is no longer kept"):
        open_file(file=file)
