"""Executions that use files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution

Use = Callable[..., ToolExecution]
Ended = Callable[..., ToolExecution]
Make = Callable[..., StoredFile]


@pytest.fixture
def use(alice: User) -> Use:
    """`use(file)` queues an execution of alice's that takes the file."""

    def queue(file: StoredFile) -> ToolExecution:
        expires_at = timezone.now() + timedelta(hours=1)
        execution = ToolExecution(owner=alice, tool="image-convert", tool_version="1", expires_at=expires_at)
        ToolExecution.objects.enqueue(execution, inputs=[("source", file)])
        return execution

    return queue


@pytest.fixture
def ended(alice: User) -> Ended:
    """`ended(days=91)` is an execution of alice's that completed so long ago, with two events."""

    def make(*inputs: StoredFile, days: float = 0, **values: Any) -> ToolExecution:
        moment = timezone.now() - timedelta(days=days)
        execution = ToolExecution.objects.create(
            owner=alice,
            tool="image-convert",
            tool_version="1",
            status="completed",
            progress=100,
            event_seq=2,
            created_at=moment,
            finished_at=moment,
            expires_at=moment,
            **values,
        )
        for position, file in enumerate(inputs):
            execution.input_links.create(file=file, role="source", position=position)
        for seq, type in enumerate(("created", "completed"), start=1):
            execution.events.create(owner=alice, seq=seq, type=type, created_at=moment)
        return execution

    return make


@pytest.fixture
def output(alice: User) -> Make:
    """`output(execution)` is what it made, deleted since unless said."""

    def make(execution: ToolExecution, *, state: str = "deleted") -> StoredFile:
        return StoredFile.objects.create(
            owner=alice,
            kind="output",
            name="out.png",
            size=1,
            key=f"outputs/{execution.pk}/token/0",
            execution=execution,
            state=state,
            expires_at=execution.expires_at,
        )

    return make
