"""What wakes the watcher: NOTIFY on PostgreSQL, the bell of `serve`, and the clock where neither reaches."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection
from loguru import logger

from apps.tools.bells import Bell
from apps.tools.notifications import CHANNEL

BY_CLOCK = 0.5
"""Seconds between looks where nothing announces news; elsewhere only a safeguard, ten times rarer."""
RECONNECT_AFTER = 1.0

_hung: list[Bell] = []


def hang(bell: Bell) -> None:
    """Listen to this bell in this process, and in those that it forks."""
    _hung[:] = [bell]


class Listener:
    """Entered, it listens; `wait` returns at the next ring, or when it is time to look anyway."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_connected = False

    async def __aenter__(self) -> Self:
        for bell in _hung:
            asyncio.get_running_loop().add_reader(bell.fileno(), self._take_rings, bell)
        if not _hung and connection.vendor == "postgresql":
            self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bell in _hung:
            asyncio.get_running_loop().remove_reader(bell.fileno())
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def wake(self) -> None:
        """Someone new is here: look at once."""
        self._rung.set()

    async def wait(self) -> None:
        """Until there may be news."""
        longest = BY_CLOCK * 10 if _hung or self._is_connected else BY_CLOCK
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._rung.wait()
        self._rung.clear()

    def _take_rings(self, bell: Bell) -> None:
        bell.wait(0)
        self._rung.set()

    async def _listen(self) -> None:
        """Keep one connection that is told of news; without it, the clock goes on."""
        while True:
            try:
                await self._pass_on()
            except (psycopg.Error, OSError) as error:
                logger.warning("The watcher listens by the clock: {}", type(error).__name__)
            self._is_connected = False
            await asyncio.sleep(RECONNECT_AFTER)

    async def _pass_on(self) -> None:
        known = connection.get_connection_params()
        wanted = {name: known[name] for name in known if name not in {"cursor_factory", "context"}}
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as listening:
            await listening.execute(f"LISTEN {CHANNEL}")
            self._is_connected = True
            self._rung.set()  # for what happened before
            async for _ in listening.notifies():
                self._rung.set()
