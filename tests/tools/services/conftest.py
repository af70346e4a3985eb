"""Files as they arrive, and executions that use them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from blake3 import blake3
from django.utils import timezone

from apps.iam.models import User
from apps.tools.formats import SNIFF_SIZE
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.store_upload import store_upload
from apps.tools.uploads import HashedUpload

Store = Callable[..., StoredFile]
Use = Callable[..., ToolExecution]


@pytest.fixture
def store(alice: User) -> Store:
    """`store(b"…", name="a.txt")` keeps a file of alice's as an upload does."""

    def keep(content: bytes, *, name: str = "notes.txt", expires_in: timedelta | None = None) -> StoredFile:
        with HashedUpload(name) as received:
            received.write(content)
            received.flush()
            return store_upload(
                owner=alice,
                name=name,
                path=received.path,
                head=content[:SNIFF_SIZE],
                size=len(content),
                digest=blake3(content).hexdigest(),
                expires_in=expires_in,
            )

    return keep


@pytest.fixture
def use(alice: User) -> Use:
    """`use(file)` queues an execution of alice's that takes the file."""

    def queue(file: StoredFile) -> ToolExecution:
        expires_at = timezone.now() + timedelta(hours=1)
        execution = ToolExecution(owner=alice, tool="image-convert", tool_version="1", expires_at=expires_at)
        ToolExecution.objects.enqueue(execution, inputs=[("source", file)])
        return execution

    return queue
