"""The one watcher of a process: it looks when it is woken, and tells every follower and every wait."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import close_old_connections
from loguru import logger

from apps.tools.streams.follower import Follower
from apps.tools.streams.listening import Listener
from apps.tools.streams.messages import HEARTBEAT, RETRY, Message
from apps.tools.streams.news import News, begin, first_floor, read_news
from apps.tools.streams.subject import Subject

HEARTBEAT_SECONDS = 15.0
LONGEST_STREAM = 600.0
"""Seconds; then the follower connects again, and shows its credentials again."""
REST = 4
"""Between two looks, as a multiple of what the last one took: what happens meanwhile is told together."""
LONGEST_REST = 0.02
"""Seconds."""
LINGER = 30.0
"""Seconds for which it goes on listening when nobody follows or waits: the next one will often come soon."""
AT_ONCE = 50
"""Followers that are told before others get their turn on the event loop."""

ResultT = TypeVar("ResultT")


class Watcher:
    """All methods belong to one event loop; the database is read in a thread of the watcher's own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watcher")
        self._listener = Listener()
        self._followers: dict[UUID, set[Follower]] = defaultdict(set)
        self._waits: dict[UUID, list[asyncio.Future[None]]] = defaultdict(list)
        self._known: set[int] = set()
        self._floor = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    async def wait_for_end(self, execution_id: UUID, *, seconds: float) -> bool:
        """Whether it ended in time."""
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waits[execution_id].append(ended)
        self._look_soon()
        try:
            async with asyncio.timeout(seconds):
                await ended
        except TimeoutError:
            return False
        finally:
            self._forget(execution_id, ended)
        return True

    async def follow(self, subject: Subject) -> AsyncIterator[bytes]:
        """A follower's stream, heartbeats included, until its execution ends or it has lasted long enough."""
        deadline = asyncio.get_running_loop().time() + LONGEST_STREAM * random.uniform(0.9, 1.1)  # noqa: S311
        with self._following(subject) as follower:
            yield RETRY
            start = await self._read(partial(begin, subject))
            for text in start.texts:
                yield text
            if start.is_over:
                return
            while asyncio.get_running_loop().time() < deadline and not self._closed.is_set():
                message = await follower.next(seconds=HEARTBEAT_SECONDS)
                if message is None:
                    yield HEARTBEAT
                elif message.event_id not in start.known:
                    yield message.text
                if follower.is_over(message):
                    return

    def count(self, owner_id: UUID) -> int:
        """How many streams an owner has."""
        return len(self._followers.get(owner_id, ()))

    def close(self) -> None:
        """End every stream, as a process that stops must: followers then find another one."""
        self._closed.set()
        self._listener.wake()
        for follower in self._all_followers():
            follower.close()

    @contextmanager
    def _following(self, subject: Subject) -> Iterator[Follower]:
        follower = Follower(subject)
        if not self._followers:  # what happened meanwhile is news for nobody
            self._floor, self._known = 0, set()
        self._followers[subject.owner_id].add(follower)
        self._look_soon()
        try:
            yield follower
        finally:
            self._followers[subject.owner_id].discard(follower)
            if not self._followers[subject.owner_id]:
                del self._followers[subject.owner_id]

    def _forget(self, execution_id: UUID, ended: asyncio.Future[None]) -> None:
        self._waits[execution_id].remove(ended)
        if not self._waits[execution_id]:
            del self._waits[execution_id]

    def _look_soon(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        self._listener.wake()

    async def _watch(self) -> None:
        """Look while anyone follows or waits; nobody's database is asked for nobody."""
        while self._is_needed():
            async with self._listener:
                await self._watch_until_idle()

    async def _watch_until_idle(self) -> None:
        clock = asyncio.get_running_loop().time
        needed_at = clock()
        while not self._closed.is_set() and clock() - needed_at < LINGER:
            await self._listener.wait()
            if not self._is_needed():
                continue
            needed_at = began = clock()
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the database may be back at the next look
                logger.warning("The watcher could not look: {}", type(error).__name__)
            await asyncio.sleep(min(REST * (clock() - began), LONGEST_REST))

    def _is_needed(self) -> bool:
        return bool(self._followers or self._waits) and not self._closed.is_set()

    async def _look(self) -> None:
        owners = list(self._followers)
        if owners and not self._floor:
            self._floor = await self._read(first_floor)
        look = partial(
            read_news,
            floor=self._floor,
            known=frozenset(self._known),
            owner_ids=owners,
            awaited=list(self._waits),
        )
        news = await self._read(look)
        self._release(news)
        if owners:
            self._floor = news.floor
            known = self._known | {message.event_id for message in news.messages}
            self._known = {event_id for event_id in known if event_id > news.floor}
        for message in news.messages:
            await self._tell(message)

    def _release(self, news: News) -> None:
        for execution_id in news.ended:
            for ended in self._waits.get(execution_id, ()):
                if not ended.done():
                    ended.set_result(None)

    async def _tell(self, message: Message) -> None:
        for number, follower in enumerate(list(self._followers.get(message.owner_id, ())), start=1):
            follower.put(message)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _all_followers(self) -> Iterable[Follower]:
        return [follower for group in self._followers.values() for follower in group]

    async def _read(self, read: Callable[[], ResultT]) -> ResultT:
        """Ask the database, and keep no connection to it afterwards."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(_closing, read))


def _closing(read: Callable[[], ResultT]) -> ResultT:
    try:
        return read()
    finally:
        close_old_connections()
