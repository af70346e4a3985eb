"""However often the purge comes by, nothing goes that an execution needs, and no download is half right."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from apps.iam.models import User
from apps.tools import storage
from apps.tools.exceptions import FileExpiredError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.open_file import open_file
from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.services.verify_storage import Progress, verify_storage
from tests.tools.conftest import Store

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 25
CONTENT = b"every byte of it" * 50_000


def purge() -> None:
    """As every process may, at any time."""
    purge_expired_files()


def download() -> None:
    """What can be had is whole; these were looked at when they could be."""
    for file in StoredFile.objects.filter(state="ready")[:5]:
        file.expires_at = timezone.now() + timedelta(hours=1)
        with suppress(FileExpiredError):
            assert b"".join(open_file(file=file)) == CONTENT


def test_purging_all_the_time_harms_neither_runs_nor_downloads(
    store: Store, alice: User, tmp_path: Path
) -> None:
    done = threading.Event()

    def repeat(task: Callable[[], object]) -> None:
        while not done.is_set():
            task()
        connections.close_all()

    def submit(_: int) -> int:
        accepted = sum(
            _submit(alice, store(CONTENT, expires_in=timedelta(microseconds=1))) for _ in range(ROUNDS)
        )
        connections.close_all()
        return accepted

    with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(2) as owners:
        others = [pool.submit(repeat, task) for task in (purge, purge, partial(work, tmp_path), download)]
        accepted = sum(owners.map(submit, range(2)))
        done.set()
        for other in others:
            other.result()

    while work(tmp_path):
        pass
    purge_expired_files()
    assert ToolExecution.objects.filter(status="completed").count() == accepted
    assert list(storage.keys()) == []
    assert set(StoredFile.objects.values_list("state", flat=True)) == {"deleted"}
    assert list(verify_storage(older_than=timedelta(seconds=-5), progress=Progress())) == []


def _submit(owner: User, file: StoredFile) -> bool:
    """Whether the file was still there to be taken, as the service does it."""
    expires_at = timezone.now()
    draft = ToolExecution(owner=owner, tool="image-convert", tool_version="1", expires_at=expires_at)
    try:
        with transaction.atomic():
            StoredFile.objects.hold([file])
            ToolExecution.objects.enqueue(draft, inputs=[("source", file)])
    except FileExpiredError:
        return False
    return True


def work(folder: Path) -> bool:
    """Run one execution as a worker does: its input must be there, its output goes at once."""
    token = uuid4()
    execution = ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(minutes=10))
    if execution is None:
        return False
    for link in execution.input_links.all():
        staged = folder / str(token)
        storage.stage(link.file.key, staged)
        assert staged.read_bytes() == CONTENT
    key = f"outputs/{execution.pk}/{token}/0"
    made = folder / f"{token}.out"
    made.write_bytes(CONTENT)
    storage.keep(key, made)
    output = StoredFile(
        owner_id=execution.owner_id,
        kind="output",
        name="out.png",
        size=len(CONTENT),
        key=key,
        expires_at=timezone.now(),
    )
    assert ToolExecution.objects.finish(token=token, status="completed", progress=100, outputs=[output])
    return True
