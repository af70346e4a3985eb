"""One follower's place: what it is to be told next."""

import asyncio

from apps.tools.streams.messages import Message, write_reset
from apps.tools.streams.subject import Subject

MOST_WAITING = 1000
"""Messages kept for a follower that reads slowly; then it has to begin anew."""


class Follower:
    """A queue with an end; messages of other subjects are passed over."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._waiting: asyncio.Queue[Message | None] = asyncio.Queue()
        self._is_closed = False

    def put(self, message: Message) -> None:
        """Keep it for the follower, if it is about its subject."""
        if self._is_closed or self._subject.execution_id not in {None, message.execution_id}:
            return
        if self._waiting.qsize() < MOST_WAITING:
            self._waiting.put_nowait(message)
        else:
            self._overflow(message)

    def close(self) -> None:
        """Nothing more will come."""
        self._is_closed = True
        self._waiting.put_nowait(None)

    async def next(self, *, seconds: float) -> Message | None:
        """What comes next; None when nothing did for so long, or nothing will."""
        try:
            async with asyncio.timeout(seconds):
                return await self._waiting.get()
        except TimeoutError:
            return None

    def is_over(self, message: Message | None) -> bool:
        """Whether this was the last that it had to be told."""
        if message is not None and message.is_final and self._subject.execution_id is not None:
            return True
        return self._is_closed and self._waiting.empty()

    def _overflow(self, message: Message) -> None:
        """It reads too slowly: of what it has missed it is told only that it has."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        reset = Message(
            event_id=message.event_id,
            owner_id=message.owner_id,
            execution_id=message.execution_id,
            is_final=False,
            text=write_reset(message.event_id),
        )
        self._waiting.put_nowait(reset)
        self.close()
