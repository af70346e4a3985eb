"""Followers are told everything that happens to their executions, in order, and nothing of anyone else's."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from apps.iam.models import User
from apps.tools.models import ExecutionEvent, StoredFile, ToolExecution
from apps.tools.streams import Subject, Watcher
from apps.tools.streams.follower import MOST_WAITING, Follower
from apps.tools.streams.messages import Message
from tests.tools.conftest import Queue, Store

LEASE = timedelta(seconds=30)
LONG = 60.0

Told = tuple[str, dict[str, Any]]


@pytest.fixture
def execution(transactional_db: None, queue: Queue, note: StoredFile) -> ToolExecution:
    """One that waits for a worker."""
    return queue("text-charset", note)


@pytest.fixture
def note(transactional_db: None, store: Store) -> StoredFile:
    """A small text of alice's."""
    return store(b"hello", name="note.txt")


def claim() -> ToolExecution:
    """Take the next one, as a worker does."""
    token = uuid4()
    claimed = ToolExecution.objects.claim(worker="w-0-1-1", token=token, lease=LEASE)
    assert claimed is not None
    return claimed


def finish(execution: ToolExecution, status: str = "completed") -> None:
    """End it, as a worker does."""
    assert execution.lease_token is not None
    values = {"progress": 100} if status == "completed" else {"error_code": "tool_error"}
    assert ToolExecution.objects.finish(token=execution.lease_token, status=status, **values)


def elsewhere(action: Callable[[], object]) -> threading.Thread:
    """Let it happen in another thread, as in another process, on a connection of its own."""

    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def read(text: bytes) -> Told | None:
    """The name and the data of an event; None of what only keeps the stream going."""
    fields = dict(line.split(": ", 1) for line in text.decode().splitlines() if line and line[0] != ":")
    return (fields["event"], json.loads(fields["data"])) if "event" in fields else None


async def take(stream: AsyncIterator[bytes], count: int) -> list[Told]:
    """The next events of a stream."""
    told: list[Told] = []
    async for text in stream:
        if found := read(text):
            told.append(found)
        if len(told) == count:
            break
    return told


def follow(subject: Subject, *, count: int, meanwhile: Callable[[], object] | None = None) -> list[Told]:
    """So many events of a new follower, or all until the stream ends; things happen once it has begun."""

    async def run() -> list[Told]:
        watcher = Watcher()
        stream = watcher.follow(subject)
        beginning = [await anext(stream), await anext(stream)]
        told = [found for text in beginning if (found := read(text))]
        thread = elsewhere(meanwhile) if meanwhile else None
        async with asyncio.timeout(LONG):
            told += await take(stream, count - len(told)) if len(told) < count else []
        if thread:
            await asyncio.to_thread(thread.join)
        watcher.close()
        return told

    return asyncio.run(run())


def kinds(told: list[Told]) -> list[str]:
    """What happened, in order."""
    return [data.get("type", name) for name, data in told]


def test_a_follower_of_all_is_told_what_happens_from_now_on(alice: User, execution: ToolExecution) -> None:
    told = follow(Subject(owner_id=alice.pk), count=2, meanwhile=lambda: finish(claim()))

    assert kinds(told) == ["claimed", "completed"]
    assert [data["seq"] for _, data in told] == [2, 3]
    assert told[-1][1]["execution"]["status"] == "completed"


def test_a_stream_of_one_execution_begins_with_its_state_and_ends_with_its_end(
    alice: User, execution: ToolExecution
) -> None:
    subject = Subject(owner_id=alice.pk, execution_id=execution.pk)

    told = follow(subject, count=99, meanwhile=lambda: finish(claim(), status="failed"))

    assert kinds(told) == ["created", "claimed", "failed"]


def test_progress_is_told_without_the_whole_execution(alice: User, execution: ToolExecution) -> None:
    def work() -> None:
        token = claim().lease_token
        assert token is not None
        ToolExecution.objects.report_progress(token=token, percent=40, message="page 4 of 10")

    told = follow(Subject(owner_id=alice.pk), count=2, meanwhile=work)

    expected = {
        "execution_id": str(execution.pk), "seq": 3, "progress": 40, "progress_message": "page 4 of 10",
    }  # fmt: skip
    assert told[-1] == ("progress", expected)


def test_an_ended_execution_has_one_event_left_to_tell(alice: User, execution: ToolExecution) -> None:
    finish(claim())

    told = follow(Subject(owner_id=alice.pk, execution_id=execution.pk), count=1)

    assert kinds(told) == ["completed"]


def test_nothing_of_other_owners_and_nothing_unlisted_is_told(
    alice: User, bob: User, execution: ToolExecution, note: StoredFile, queue: Queue
) -> None:
    preview = queue("file-preview", note)
    ToolExecution.objects.filter(pk=preview.pk).update(unlisted=True)

    def work() -> None:
        finish(claim())
        finish(claim())
        for owner in (bob, alice):
            draft = ToolExecution(
                owner=owner, tool="text-charset", tool_version="1", expires_at=note.expires_at
            )
            ToolExecution.objects.enqueue(draft, inputs=[])

    told = follow(Subject(owner_id=alice.pk), count=3, meanwhile=work)

    assert kinds(told) == ["claimed", "completed", "created"]
    assert {data["execution"]["id"] for _, data in told[:2]} == {str(execution.pk)}


class TestComingBack:
    def test_what_was_missed_is_told_first(self, alice: User, execution: ToolExecution) -> None:
        first = ExecutionEvent.objects.get()
        finish(claim())

        told = follow(Subject(owner_id=alice.pk, after=first.pk), count=2)

        assert kinds(told) == ["claimed", "completed"]

    def test_the_two_seconds_before_come_again_as_a_late_commit_may_hide_there(
        self, alice: User, execution: ToolExecution
    ) -> None:
        finish(claim())
        last = ExecutionEvent.objects.order_by("-pk")[0]

        told = follow(Subject(owner_id=alice.pk, after=last.pk), count=2)

        assert kinds(told) == ["created", "claimed"]

    def test_who_names_an_event_that_is_gone_begins_anew(self, alice: User, execution: ToolExecution) -> None:
        assert kinds(follow(Subject(owner_id=alice.pk, after=10**9), count=1)) == ["reset"]

    def test_an_event_of_someone_else_is_as_good_as_none(self, bob: User, execution: ToolExecution) -> None:
        event = ExecutionEvent.objects.get()
        assert kinds(follow(Subject(owner_id=bob.pk, after=event.pk), count=1)) == ["reset"]

    def test_who_missed_more_than_can_be_told_begins_anew(
        self, alice: User, execution: ToolExecution
    ) -> None:
        first = ExecutionEvent.objects.get()
        later = [
            ExecutionEvent(execution=execution, owner=alice, seq=number, type="progress", data={})
            for number in range(2, 700)
        ]
        ExecutionEvent.objects.bulk_create(later)
        assert kinds(follow(Subject(owner_id=alice.pk, after=first.pk), count=1)) == ["reset"]


class TestWaiting:
    def test_a_wait_ends_with_the_execution(self, execution: ToolExecution) -> None:
        async def run() -> bool:
            watcher = Watcher()
            waiting = asyncio.create_task(watcher.wait_for_end(execution.pk, seconds=LONG))
            await asyncio.sleep(0)
            thread = elsewhere(lambda: finish(claim()))
            ended = await waiting
            await asyncio.to_thread(thread.join)
            return ended

        started = monotonic()
        assert asyncio.run(run())
        assert monotonic() - started < LONG / 2

    def test_a_wait_ends_with_its_time(self, execution: ToolExecution) -> None:
        assert not asyncio.run(Watcher().wait_for_end(execution.pk, seconds=0.1))

    def test_what_has_ended_already_is_not_waited_for(self, execution: ToolExecution) -> None:
        finish(claim())
        assert asyncio.run(Watcher().wait_for_end(execution.pk, seconds=LONG))


def test_a_watcher_that_closes_ends_its_streams(alice: User, execution: ToolExecution) -> None:
    async def run() -> list[bytes]:
        watcher = Watcher()
        stream = watcher.follow(Subject(owner_id=alice.pk))
        beginning = [await anext(stream), await anext(stream)]
        watcher.close()
        return beginning + [text async for text in stream]

    assert len(asyncio.run(run())) <= 3


def test_a_follower_that_reads_too_slowly_begins_anew(alice: User) -> None:

    message = Message(event_id=1, owner_id=alice.pk, execution_id=uuid4(), is_final=False, text=b"")

    async def run() -> list[Message | None]:
        follower = Follower(Subject(owner_id=alice.pk))
        for number in range(MOST_WAITING + 5):
            follower.put(replace(message, event_id=number))
        return [await follower.next(seconds=LONG), await follower.next(seconds=LONG)]

    reset, end = asyncio.run(run())
    assert reset is not None
    assert (reset.event_id, read(reset.text)) == (
        MOST_WAITING,
        ("reset", {"reason": "Events were missed; read the executions again."}),
    )
    assert end is None
