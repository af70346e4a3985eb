"""When a receiver is asked again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from apps.tools.webhooks.retrying import RETRY_AFTER_MAX, delay_after


def longest(failures: int) -> timedelta:
    """The longest of many delays after so many failures."""
    return max(delay_after(failures) for _ in range(500))


def test_delays_grow_from_seconds_to_hours() -> None:
    bounds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]

    for failures, seconds in enumerate(bounds, start=1):
        assert timedelta(seconds=seconds / 2) < longest(failures) <= timedelta(seconds=seconds)


def test_delays_are_spread_over_all_of_their_time() -> None:
    delays = [delay_after(9) / timedelta(hours=8) for _ in range(500)]

    assert all(any(low <= delay < low + 0.25 for delay in delays) for low in (0, 0.25, 0.5, 0.75))


def test_a_receiver_may_ask_for_more_time_up_to_an_hour() -> None:
    assert delay_after(1, retry_after="120") >= timedelta(seconds=120)
    assert delay_after(1, retry_after="999999999999999999") == RETRY_AFTER_MAX


def test_a_receiver_may_name_a_time() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=30), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=30), usegmt=True)

    assert timedelta(minutes=25) < delay_after(1, retry_after=later) <= timedelta(minutes=30)
    assert delay_after(1, retry_after=past) <= timedelta(seconds=5)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "Wed, 99 Foo 2026 25:00:00 GMT"])
def test_what_cannot_be_read_is_ignored(value: str) -> None:
    assert delay_after(1, retry_after=value) <= timedelta(seconds=5)
