"""`manage.py sweep_executions`."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from apps.tools.models import ToolExecution
from tests.tools.conftest import Queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lost(queue: Queue) -> ToolExecution:
    """An execution whose worker, on another host, has been silent for longer than its lease."""
    queue("unit-convert")
    execution = ToolExecution.objects.claim(worker="b-1-1-1", token=uuid4(), lease=timedelta(seconds=30))
    assert execution is not None
    ToolExecution.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
    return execution


def sweep(*arguments: str) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("sweep_executions", *arguments, stdout=output)
    return output.getvalue()


def test_a_dry_run_says_what_would_be_freed_and_changes_nothing(lost: ToolExecution) -> None:
    printed = sweep("--dry-run")
    assert str(lost.pk) in printed
    assert "1 execution(s) would be freed." in printed
    assert ToolExecution.objects.get(pk=lost.pk).status == "processing"


def test_it_frees_what_is_lost_and_says_so(lost: ToolExecution) -> None:
    assert json.loads(sweep("--json")) == {"freed": [str(lost.pk)]}
    assert ToolExecution.objects.get(pk=lost.pk).status == "pending"
    assert "0 execution(s) freed." in sweep()
