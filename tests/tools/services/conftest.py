"""Executions that use files."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution

Use = Callable[..., ToolExecution]


@pytest.fixture
def use(alice: User) -> Use:
    """`use(file)` queues an execution of alice's that takes the file."""

    def queue(file: StoredFile) -> ToolExecution:
        expires_at = timezone.now() + timedelta(hours=1)
        execution = ToolExecution(owner=alice, tool="image-convert", tool_version="1", expires_at=expires_at)
        ToolExecution.objects.enqueue(execution, inputs=[("source", file)])
        return execution

    return queue
