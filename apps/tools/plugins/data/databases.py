"""Reads one table of an SQLite database, and runs nothing that the file brings along."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.data.choosing import choose
from apps.tools.plugins.data.columns import name_columns
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table

_LONGEST_VALUE = 64 * MiB
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}
_PIECE = 1000


def read_database(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """The rows of one ordinary table, each value as it is stored; views and virtual tables are not run."""
    try:
        with closing(_connect(source.path)) as connection:
            chosen, notes = choose(_tables(connection), options.sheet, kind="table", name=source.name)
            names, records = _read(connection, chosen)
            return Table(frame=spool(records, folder, columns=names), notes=notes)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError):
        raise InvalidInputError(f"'{source.name}' is a damaged database, or its text is not UTF-8.") from None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [
        name
        for name, sql in rows
        if not name.startswith("sqlite_") and not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")
    ]


def _read(connection: sqlite3.Connection, table: str) -> tuple[list[str], Iterator[Mapping[str, Any]]]:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - quoted, and read only
    names = name_columns(column[0] for column in cursor.description)
    kinds = {row[1]: str(row[2]).upper() for row in connection.execute(f'PRAGMA table_info("{quoted}")')}
    return names, _records(cursor, names, [kinds.get(name, "") for name in names])


def _records(cursor: sqlite3.Cursor, names: list[str], kinds: list[str]) -> Iterator[Mapping[str, Any]]:
    truths = {name for name, kind in zip(names, kinds, strict=True) if kind.startswith("BOOL")}
    while rows := cursor.fetchmany(_PIECE):
        for row in rows:
            record = dict(zip(names, row, strict=True))
            for name in truths:
                if record[name] in {0, 1}:
                    record[name] = bool(record[name])
            yield record
