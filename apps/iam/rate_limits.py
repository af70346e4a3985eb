"""How many requests one address, key or user may send: counted in Redis, or by each process for itself."""

import math
import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv6Address, ip_network
from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from loguru import logger
from pydantic import SecretStr

from apps.iam.addresses import Address
from apps.iam.exceptions import RateLimitedError

ALLOWANCES: Final = "magictoolbox.allowances"
"""Where a request keeps what is left of each limit it counted for."""
IPV6_NETWORK: Final = 64
"""Bits of an IPv6 address that its holder was given: the others cost nothing to change."""
REDIS_PATIENCE: Final = 10.0
"""Seconds in which a Redis that failed is not asked again."""


class Limited(StrEnum):
    """Whom a limit counts."""

    ADDRESS = "address"
    KEY = "key"
    USER = "user"


USUAL: Final = {
    Limited.ADDRESS: "6000/minute",
    Limited.KEY: "3000/minute",
    Limited.USER: "3000/minute",
}
"""Where others than this machine can reach the product, unless the operator says otherwise."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one limit after a request."""

    limited: Limited
    limit: RateLimitItem
    remaining: int
    reset: int
    """Whole seconds until all of it is there again."""


class Counters:
    """Counts in fixed windows; while Redis fails, this process counts for itself."""

    def __init__(self, storage: Storage) -> None:
        self._shared = FixedWindowRateLimiter(storage)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._failed_at = -math.inf

    def count(self, limit: RateLimitItem, *names: str) -> tuple[bool, int, int]:
        """Count one request: whether it is allowed, how many are left, and in how many seconds all are."""
        if time.monotonic() - self._failed_at > REDIS_PATIENCE:
            try:
                return self._count(self._shared, limit, *names)
            except self._shared.storage.base_exceptions as error:
                self._failed_at = time.monotonic()
                logger.warning("Requests are counted by each process for itself: {}", type(error).__name__)
        return self._count(self._own, limit, *names)

    @staticmethod
    def _count(counter: FixedWindowRateLimiter, limit: RateLimitItem, *names: str) -> tuple[bool, int, int]:
        is_allowed = counter.hit(limit, *names)
        window = counter.get_window_stats(limit, *names)
        return is_allowed, window.remaining, max(0, math.ceil(window.reset_time - time.time()))


_one_at_a_time = Lock()


def counters_at(redis: SecretStr | None) -> Counters:
    """The counters of this process, the same for requests that come at once."""
    with _one_at_a_time:
        return make_counters(redis and redis.get_secret_value())


@cache
def make_counters(redis: str | None) -> Counters:
    """New ones, unless there are some; forgetting them is for tests."""
    if redis is None:
        return Counters(MemoryStorage())
    return Counters(
        RedisStorage(redis, key_prefix="magictoolbox", socket_connect_timeout=1, socket_timeout=1)
    )


def charge(request: HttpRequest, limited: Limited, name: str) -> None:
    """Count the request for its sender; raises RateLimitedError when nothing was left."""
    limit = _limit_of(limited)
    if limit is None:
        return
    counters = counters_at(settings.ENVIRONMENT.cache_url)
    is_allowed, remaining, reset = counters.count(limit, limited, name)
    request.META.setdefault(ALLOWANCES, []).append(Allowance(limited, limit, remaining, reset))
    if not is_allowed:
        raise RateLimitedError(
            limited=limited, amount=limit.amount, window=limit.get_expiry(), seconds=max(1, reset)
        )


def _limit_of(limited: Limited) -> RateLimitItem | None:
    rate = getattr(settings.ENVIRONMENT, f"rate_limit_{limited}")
    rate = rate or ("none" if settings.ENVIRONMENT.is_loopback else USUAL[limited])
    return None if rate == "none" else _parsed(rate)


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


def address_name(address: Address) -> str:
    """Whose an address is: a network, where each holder has many."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_NETWORK), strict=False))
    return str(address)
