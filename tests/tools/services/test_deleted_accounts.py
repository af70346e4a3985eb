"""An account that is deleted takes everything with it, also what it has running."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from apps.iam.models import User
from apps.tools import storage
from apps.tools.models import StoredFile, ToolExecution
from tests.tools.conftest import Store
from tests.tools.services.conftest import Use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_what_waits_or_runs_goes_and_leaves_nothing(store: Store, use: Use, alice: User, status: str) -> None:
    use(store(b"one"))
    token = uuid4()
    if status == "processing":
        assert ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(minutes=1))

    alice.delete()

    assert not ToolExecution.objects.exists()
    assert not StoredFile.objects.exists()
    assert list(storage.keys()) == []
    assert ToolExecution.objects.finish(token=token, status="completed", progress=100) is None
    assert ToolExecution.objects.leases(tokens=[token]) == {}


def test_what_others_have_stays(store: Store, use: Use, bob: User) -> None:
    file = store(b"alice's")
    execution = use(file)

    bob.delete()

    execution.refresh_from_db()
    assert execution.status == "pending"
    assert list(storage.keys()) == [file.key]


def test_an_account_that_stays_after_all_keeps_everything(store: Store, use: Use, alice: User) -> None:
    file = store(b"one")
    execution = use(file)

    with suppress(ZeroDivisionError), transaction.atomic():
        alice.delete()
        raise ZeroDivisionError

    execution.refresh_from_db()
    assert execution.status == "pending"
    assert list(storage.keys()) == [file.key]
