"""Database and cache settings from their addresses."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from apps.config.environment import Environment

_SQLITE_PRAGMAS = (
    # FULL, not NORMAL: an accepted execution must survive a power loss.
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;PRAGMA temp_store=MEMORY;"
)

_NOTICE_A_LOST_SERVER = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds, but for the last: without them a query waits for hours when the other machine loses its power."""


def database_settings(environment: Environment) -> dict[str, Any]:
    """SQLite in DATA_DIR, or the PostgreSQL that DATABASE_URL names."""
    if environment.database_url is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(environment.data_dir.resolve() / "magictoolbox.sqlite3"),
            # Opening one costs more than a request's queries do, and a file has room for all threads.
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_PRAGMAS},
        }
    url = urlsplit(environment.database_url.get_secret_value())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": environment.api_threads + environment.worker_concurrency,
                "timeout": 3,
                # Later tries come ever more seldom; after giving up, the next request tries at once.
                "reconnect_timeout": 2,
            },
            "connect_timeout": 5,
            **_NOTICE_A_LOST_SERVER,
            "options": "-c statement_timeout=30000 -c lock_timeout=10000",
            **dict(parse_qsl(url.query)),
        },
    }


def cache_settings(environment: Environment) -> dict[str, Any]:
    """The Redis that CACHE_URL names, or a table in the database."""
    if environment.cache_url is None:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.cache_url.get_secret_value(),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
