"""What the database knows that followers do not: read in few queries, however many follow."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.tools.managers.events import SETTLING, ExecutionEventQuerySet
from apps.tools.models import ExecutionEvent, ToolExecution
from apps.tools.streams.messages import Message, write_message, write_place, write_reset
from apps.tools.streams.subject import Subject

MOST = 500
"""Events in one look; a follower who missed more is told to begin anew."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new follower gets before the news."""

    texts: Sequence[bytes]
    known: frozenset[int]
    """Events of the last moments that are told with it or lie before it, which a look may bring again."""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What has happened since the last look, in order."""

    messages: Sequence[Message]
    floor: int
    """The next look begins here: below it nothing new can turn up."""
    ended: Collection[UUID] = ()
    """The executions that ended, of those that are waited for."""


def begin(subject: Subject) -> Beginning:
    """Where a follower joins: at the event it names, else at the present."""
    if subject.after is None:
        return _begin_now(subject)
    events = _events_of(subject)
    known = events.filter(pk=subject.after).first()
    if known is None:
        return Beginning([write_reset(events.last_id())], frozenset())
    before = events.filter(pk__lt=known.pk, created_at__lt=known.created_at - SETTLING).last_id()
    missed = list(events.after(before).exclude(pk=known.pk)[: MOST + 1])
    if len(missed) > MOST:
        return Beginning([write_reset(events.last_id())], frozenset())
    messages = _write(missed)
    is_over = subject.execution_id is not None and any(message.is_final for message in messages)
    told = {known.pk, *(message.event_id for message in messages)}
    return Beginning([message.text for message in messages], frozenset(told), is_over)


def _begin_now(subject: Subject) -> Beginning:
    """For one execution its last event, which carries its state; for all of them only the place."""
    events = _events_of(subject)
    past = frozenset(events.after(events.settled().last_id()).values_list("pk", flat=True))
    if subject.execution_id is None:
        return Beginning([write_place(events.last_id())], past)
    states = events.exclude(type=ExecutionEvent.Type.PROGRESS).order_by("-pk")
    messages = _write(states[:1])
    texts = [message.text for message in messages]
    return Beginning(texts, past, any(message.is_final for message in messages))


def first_floor() -> int:
    """Where the first look begins."""
    return ExecutionEvent.objects.settled().last_id()


def read_news(
    *, floor: int, known: Collection[int], owner_ids: Collection[UUID], awaited: Collection[UUID]
) -> News:
    """Everything above the floor that is not known yet, for these owners; and which awaited ones ended."""
    ended = set(ToolExecution.objects.ended().filter(pk__in=awaited).values_list("pk", flat=True))
    if not owner_ids:
        return News([], floor, ended)
    events = ExecutionEvent.objects.of_owners(owner_ids).after(floor)
    settled = events.settled().last_id()
    found = list(events.exclude(pk__in=known)[:MOST])
    if len(found) == MOST:
        settled = min(settled, found[-1].pk)
    return News(_write(found), max(floor, settled), ended)


def _events_of(subject: Subject) -> ExecutionEventQuerySet:
    events = ExecutionEvent.objects.of_owners([subject.owner_id])
    return events.filter(execution=subject.execution_id) if subject.execution_id else events


def _write(events: Iterable[ExecutionEvent]) -> list[Message]:
    events = list(events)
    wanted = {event.execution_id for event in events}
    executions = ToolExecution.objects.with_files().in_bulk(wanted)
    return [
        write_message(event, executions[event.execution_id])
        for event in events
        if event.execution_id in executions  # one may be purged meanwhile
    ]
