"""Remembers what a storage holds, however much it is, in a file of its own rather than in memory."""

import sqlite3
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

from apps.tools.storage.listing import StoredObject


class Inventory:
    """Keys and sizes in a table that SQLite keeps in a temporary file, and removes with the connection."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute("CREATE TABLE objects (key TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID")

    def __enter__(self) -> Self:
        """Use it until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._table.close()

    def add(self, objects: Iterable[StoredObject]) -> None:
        """Remember these."""
        rows = ((found.key, found.size) for found in objects)
        self._table.execute("BEGIN")
        self._table.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?)", rows)
        self._table.execute("COMMIT")

    def sizes(self, keys: Collection[str]) -> dict[str, int]:
        """How many bytes each of these has; those that are not there are left out."""
        places = ", ".join("?" * len(keys))
        rows = self._table.execute(f"SELECT key, size FROM objects WHERE key IN ({places})", list(keys))  # noqa: S608
        return dict(rows.fetchall())
