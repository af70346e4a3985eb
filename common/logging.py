"""What a log line is about (request, user, execution); the sink in `apps.config.logging` writes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_context: ContextVar[dict[str, str]] = ContextVar("log_context", default={})  # noqa: B039 - never mutated


def log_context() -> dict[str, str]:
    """What the current task is about, as fields of its log lines."""
    return _context.get()


@contextmanager
def bound(**fields: str) -> Iterator[dict[str, str]]:
    """Add fields to every log line written inside the block."""
    token = _context.set(_context.get() | fields)
    try:
        yield _context.get()
    finally:
        _context.reset(token)


def bind(**fields: str) -> None:
    """Add fields to every log line from here to the end of the surrounding `bound` block."""
    _context.set(_context.get() | fields)
