"""When to try again: later each time, at random moments, and not before the receiver wants it."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = (5, 30, 2 * 60, 10 * 60, 30 * 60, 3600, 2 * 3600, 4 * 3600, 8 * 3600)
"""After the first failure, the second, and so on; the last one repeats."""
RETRY_AFTER_MAX = timedelta(hours=1)


def delay_after(failures: int, *, retry_after: str | None = None) -> timedelta:
    """How long to wait after so many failures in a row, where the answer had this Retry-After."""
    most = _SECONDS[min(failures, len(_SECONDS)) - 1]
    jittered = timedelta(seconds=random.uniform(0, most))  # noqa: S311 - spreads the load
    return max(jittered, min(_read_retry_after(retry_after), RETRY_AFTER_MAX))


def _read_retry_after(value: str | None) -> timedelta:
    """Seconds or a date; what cannot be read is nothing."""
    if value is None:
        return timedelta(0)
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), RETRY_AFTER_MAX.total_seconds()))
    try:
        return parsedate_to_datetime(value).astimezone(UTC) - datetime.now(UTC)
    except (ValueError, OverflowError):
        return timedelta(0)
