"""The outer application: it receives bodies and holds waits and streams, and threads do the rest."""

import asyncio
import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.conf import settings

from apps.config.middleware import DEFERS, REFUSAL, RESUMED
from apps.config.server.answers import Answer, ask_django, send_content, send_piece, send_start
from apps.config.server.body import Body, receive_body
from apps.config.server.environ import wsgi_environ
from apps.tools.api.deferred import EventStream, Waiting
from apps.tools.exceptions import TooManyStreamsError
from apps.tools.streams import Watcher

SWITCH_SECONDS = 0.02
"""For which a thread computes before another may interrupt it: most requests are over by then, and with
Python's five milliseconds eight threads and the loop take the interpreter from each other in the middle."""
_END = b""


class SenderGoneError(Exception):
    """The client closed the connection: there is nobody to answer."""


class Application:
    """Speaks ASGI; made before the server forks, and started by the first request of a process."""

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one request; whose sender has gone gets no answer."""
        if scope["type"] != "http":
            return
        try:
            with await receive_body(scope, receive) as body:
                answer = await self._ask(wsgi_environ(scope, body) | {DEFERS: True})
            if isinstance(answer.response, Waiting):
                answer = await self._wait(answer.response, scope, receive)
            if isinstance(answer.response, EventStream) and self._is_crowded(answer.response):
                answer = await self._refuse(scope, answer.response)
        except SenderGoneError:
            return
        is_head = scope["method"] == "HEAD"
        if isinstance(answer.response, EventStream) and not is_head:
            await self._follow(answer, answer.response, receive, send)
        elif answer.content is None:
            await self._stream(answer, receive, send)
        else:
            await send_content(answer, send, is_head=is_head)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        allow_many_connections()
        sys.setswitchinterval(SWITCH_SECONDS)
        return ThreadPoolExecutor(settings.ENVIRONMENT.api_threads, thread_name_prefix="request")

    @cached_property
    def _watcher(self) -> Watcher:
        watcher = Watcher()
        loop = asyncio.get_running_loop()
        if callable(signal.getsignal(signal.SIGTERM)):
            # Granian waits for open streams; it listens through the loop, so this is called beside its own.
            signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(watcher.close))
        return watcher

    async def _ask(self, environ: dict[str, Any]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, ask_django, environ)

    async def _wait(self, waiting: Waiting, scope: HTTPScope, receive: ASGIReceiveCallable) -> Answer:
        """Hold the request, then let Django answer it, through all its middleware."""
        ended = asyncio.ensure_future(
            self._watcher.wait_for_end(waiting.execution_id, seconds=waiting.seconds)
        )
        await _unless_gone(ended, receive)
        with Body() as nothing:
            same = {RESUMED: waiting.answer, "HTTP_X_REQUEST_ID": waiting["X-Request-ID"]}
            return await self._ask(wsgi_environ(scope, nothing) | same)

    def _is_crowded(self, stream: EventStream) -> bool:
        open_already = self._watcher.count(stream.subject.owner_id)
        return bool(open_already >= settings.ENVIRONMENT.max_streams_per_user)

    async def _refuse(self, scope: HTTPScope, stream: EventStream) -> Answer:
        """Through all the middleware, so that it is a problem like every other, with its line in the log."""
        error = TooManyStreamsError(
            headers={"Retry-After": "10"}, limit=settings.ENVIRONMENT.max_streams_per_user
        )
        with Body() as nothing:
            same = {REFUSAL: error, "HTTP_X_REQUEST_ID": stream["X-Request-ID"]}
            return await self._ask(wsgi_environ(scope, nothing) | same)

    async def _follow(
        self, answer: Answer, stream: EventStream, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        await send_start(answer.without_length(), send)
        await _unless_gone(asyncio.ensure_future(self._send_news(stream, send)), receive, is_sending=True)

    async def _send_news(self, stream: EventStream, send: ASGISendCallable) -> None:
        async for text in self._watcher.follow(stream.subject):
            await send_piece(text, send)
        await send_piece(_END, send, more=False)

    async def _stream(self, answer: Answer, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await send_start(answer, send)
        try:
            sending = asyncio.ensure_future(self._send_pieces(answer.pieces, send))
            await _unless_gone(sending, receive, is_sending=True)
        finally:
            await asyncio.get_running_loop().run_in_executor(self._threads, answer.response.close)

    async def _send_pieces(self, pieces: Iterator[bytes], send: ASGISendCallable) -> None:
        """A thread only while a piece is fetched; a failure breaks the connection: half is not whole."""
        loop = asyncio.get_running_loop()
        while (piece := await loop.run_in_executor(self._threads, next, pieces, None)) is not None:
            if piece:
                await send_piece(piece, send)
        await send_piece(_END, send, more=False)


async def _unless_gone(
    work: "asyncio.Future[Any]", receive: ASGIReceiveCallable, *, is_sending: bool = False
) -> None:
    """Let it go on while the client is there; raises SenderGoneError unless something was sent already."""
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
        elif not is_sending:
            raise SenderGoneError
    finally:
        for task in (work, gone):
            task.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _disconnected(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def allow_many_connections() -> None:
    """A follower is an open file, and the usual soft limit of 1,024 is for programs of another time."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
