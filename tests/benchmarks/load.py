"""Clients that cost little themselves, so that the server is measured: plain sockets on one event loop."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

Times = list[float]
"""Seconds from sending a request to having read its answer."""


def request_bytes(method: str, path: str, *, key: str, **headers: str) -> bytes:
    """The head of a request as it goes over the wire."""
    told = {"Host": "127.0.0.1", "Authorization": key, **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer whose length is declared; its body is read, too."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    return head


async def ask_for(seconds: float, *, port: int, request: bytes) -> Times:
    """How long each of the requests took that one client sent, one after the other, for so long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times, until = [], time.perf_counter() + seconds
    while (started := time.perf_counter()) < until:
        writer.write(request)
        head = await read_answer(reader)
        assert head.startswith(b"HTTP/1.1 2"), head
        times.append(time.perf_counter() - started)
    writer.close()
    return times


def ask_together(clients: int, *, seconds: float, port: int, request: bytes) -> Times:
    """The times of all requests of so many clients."""

    async def together() -> Times:
        each = await asyncio.gather(*(ask_for(seconds, port=port, request=request) for _ in range(clients)))
        return [duration for times in each for duration in times]

    return asyncio.run(together())


def percentile(times: Sequence[float], percent: float) -> float:
    """The time within which so many percent of them were."""
    return sorted(times)[min(int(len(times) * percent / 100), len(times) - 1)]


async def hold(port: int, request: bytes, *, told: asyncio.Semaphore) -> None:
    """Send a request and read what comes of it, until cancelled; releases `told` when it begins to come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await reader.readline()
        told.release()
        while await reader.read(65536):
            pass
    finally:
        writer.close()


async def trickle(port: int, head: bytes, *, piece: bytes, every: float) -> None:
    """Send the head of a request and then its body in pieces, one each so many seconds, until cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head)
        while True:
            writer.write(piece)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), every)
                return  # an answer before the end: it was refused
    finally:
        writer.close()
