"""How durations are written."""

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_duration(text: str) -> timedelta:
    """What `30s`, `15m`, `24h` or `90d` says; raises ValueError."""
    found = re.fullmatch(r"([1-9]\d{0,6})\s*([smhd])", text.strip().lower())
    if not found:
        raise ValueError("write a duration such as 30s, 15m, 24h or 90d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
