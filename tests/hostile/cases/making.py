"""Makers of files whose bytes are put together only when they are asked for."""

from collections.abc import Callable

from tests.hostile.case import Lures, Make


def when_asked(write: Callable[[], bytes]) -> Make:
    """Of a file that takes a while, or memory, to be put together."""
    return lambda path, _: path.write_bytes(write())


def with_lures(write: Callable[[Lures], bytes]) -> Make:
    """Of a file that names what it would like to reach."""
    return lambda path, lures: path.write_bytes(write(lures))
