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


@pytest.fixture
def waiting(queue: Queue) -> ToolExecution:
    """An execution that no worker came to in time."""
    execution = queue("unit-convert")
    ToolExecution.objects.filter(pk=execution.pk).update(deadline_at=Now() - timedelta(seconds=1))
    return execution


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(
    lost: ToolExecution, waiting: ToolExecution
) -> None:
    printed = sweep("--dry-run")

    assert f"{lost.pk}  unit-convert  lost by b-1-1-1" in printed
    assert f"{waiting.pk}  unit-convert  not begun in time" in printed
    assert "1 execution(s) would be freed, 1 would be given up." in printed
    assert ToolExecution.objects.get(pk=lost.pk).status == "processing"
    assert ToolExecution.objects.get(pk=waiting.pk).status == "pending"


def test_it_does_it_and_says_so(lost: ToolExecution, waiting: ToolExecution) -> None:
    printed = sweep("--json")

    assert json.loads(printed) == {"freed": [str(lost.pk)], "given_up": [str(waiting.pk)]}
    assert ToolExecution.objects.get(pk=lost.pk).status == "pending"
    assert ToolExecution.objects.get(pk=waiting.pk).status == "failed"
    assert "0 execution(s) freed, 0 given up." in sweep()
