"""The database of a run, as its administrator sees it: a query at a time, whatever happened to it."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from tests.chaos.cluster import Cluster

Rows = list[tuple[Any, ...]]


class Database(Protocol):
    """What a run needs of its database."""

    environment: dict[str, str]

    def query(self, text: str) -> Rows:
        """The rows of a SELECT; raises OSError while the database cannot be reached."""
        ...

    def measure_clock(self) -> float:
        """Seconds since the epoch, by the database's clock."""
        ...

    def drop(self) -> None:
        """Leave nothing behind."""
        ...


class DatabaseAwayError(OSError):
    """It does not answer now."""


class SqliteDatabase:
    """The file in DATA_DIR."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "magictoolbox.sqlite3"
        self.environment: dict[str, str] = {}

    def query(self, text: str) -> Rows:
        """The rows of a SELECT."""
        try:
            with closing(sqlite3.connect(self.path, timeout=20)) as connection:
                return connection.execute(text).fetchall()
        except sqlite3.OperationalError as error:
            raise DatabaseAwayError(str(error)) from error

    def measure_clock(self) -> float:
        """SQLite asks this machine's."""
        return time.time()

    def drop(self) -> None:
        """It goes with its directory."""


class PostgresDatabase:
    """An empty database on the server of an address, or on a cluster of its own that faults may crash."""

    def __init__(self, address: str, *, cluster: Cluster | None = None) -> None:
        self.cluster = cluster
        self._server = address
        self.name = f"magictoolbox_{uuid4().hex}"
        self.url = urlsplit(address)._replace(path=f"/{self.name}").geturl()
        self.environment = {"DATABASE_URL": self.url}
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(self.name)))

    def query(self, text: str) -> Rows:
        """The rows of a SELECT."""
        try:
            with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
                return connection.execute(text.encode()).fetchall()
        except psycopg.OperationalError as error:
            raise DatabaseAwayError(str(error)) from error

    def measure_clock(self) -> float:
        """The server's."""
        return float(self.query("SELECT extract(epoch FROM clock_timestamp())")[0][0])

    def terminate_connections(self) -> None:
        """End every session of the product, as an administrator or a failover does."""
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def drop(self) -> None:
        """The database, or the cluster with it."""
        if self.cluster:
            self.cluster.remove()
            return
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self.name)))


def moment(value: object) -> datetime:
    """SQLite keeps UTC without saying so."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


class Clock:
    """The database's clock, measured once, so that it can be read while the database is away."""

    def __init__(self, database: Database) -> None:
        offsets = []
        for _ in range(5):
            before = time.time()
            measured = database.measure_clock()
            offsets.append((time.time() - before, measured - (before + time.time()) / 2))
        self._offset = min(offsets)[1]

    def now(self) -> datetime:
        """The moment by that clock."""
        return datetime.fromtimestamp(time.time() + self._offset, tz=UTC)


def query_patiently(database: Database, text: str, *, seconds: float = 60) -> Rows:
    """The rows of a SELECT, waiting for a database that is away; raises OSError when it stays away."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return database.query(text)
        except DatabaseAwayError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)  # nothing announces that a server has come back


def columns(names: Sequence[str], table: str, *, order: str) -> str:
    """A SELECT of these columns."""
    return f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}"
