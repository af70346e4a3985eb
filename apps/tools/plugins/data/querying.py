"""Answers SQL over tables with DuckDB, which reaches nothing but them: no file, no network, no extension."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.conversion import copy_as_parquet
from apps.tools.plugins.data.query_options import QueryOptions
from apps.tools.plugins.data.tables import Table
from apps.tools.verification.duckdb_connection import connect_duckdb

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_MB = 1536
_THREADS = 2
_SHOWN_COLUMNS = 200
LONGEST_SECONDS = 300
_FOREIGN = (
    "INTERVAL",
    "WITH TIME ZONE[]",
    "TIME WITH",
    "TIME_NS",
    "BIT",
    "UNION",
    "ENUM",
    "UUID",
    "VARIANT",
    "GEOMETRY",
)
"""Types that other readers of Parquet do not know."""


class QueriedTable(BaseModel):
    """A table that a query could use."""

    name: str = Field(description="What it is called in SQL.")
    rows: int = Field(description="How many rows it has.")
    columns: list[str] = Field(description="Its columns and their types, at most 200.")


class QueryResult(BaseModel):
    """What was asked, of what."""

    tables: list[QueriedTable] = Field(description="The tables, in the order of the files.")
    rows: int = Field(description="How many rows the answer has.")
    truncated: bool = Field(description="Whether rows beyond the limit were cut off.")


def check_query(query: str) -> None:
    """Refuse what is not one SELECT; raises InvalidInputError with what DuckDB says of the grammar."""
    import duckdb

    try:
        with connect_duckdb(threads=1, memory_mb=256) as connection:
            statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise _refused(error) from None
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        named = ", ".join(str(kind).rpartition(".")[2] for kind in kinds) or "nothing"
        raise InvalidInputError(
            f"The query must be one SELECT; it has {named}. Files cannot be changed by a query.",
            code="input_not_allowed",
        )


def _refused(error: Exception) -> InvalidInputError:
    text = str(error).split("\n\nLINE")[0].split("\nstack")[0]
    return InvalidInputError(f"The query cannot be answered: {text[:600]}", code="input_not_allowed")


def answer(
    sources: Sequence[ToolInput],
    options: QueryOptions,
    *,
    workspace: Path,
    progress: Callable[[float, str], None],
) -> tuple[Table, QueryResult]:
    """The rows that the query gives; raises InvalidInputError when it cannot be answered."""
    import duckdb

    scratch, path = workspace / "query", workspace / "answer.parquet"
    scratch.mkdir()
    names = table_names([source.name for source in sources])
    with connect_duckdb(threads=_THREADS, memory_mb=MEMORY_MB) as connection:
        tables = []
        for number, (source, name) in enumerate(zip(sources, names, strict=True)):
            progress(0.5 * number / len(sources), f"reading {source.name}")
            tables.append(_load(connection, source, name, options, workspace))
        if "source" not in names:
            connection.execute(f'CREATE VIEW source AS SELECT * FROM "{names[0]}"')  # noqa: S608 - a name of ours
        _lock(connection, scratch=scratch, output=path)
        progress(0.5, "answering")
        timer = Timer(LONGEST_SECONDS, connection.interrupt)
        timer.start()
        try:
            rows = _run(connection, options, path)
        except duckdb.InterruptException:
            raise InvalidInputError(
                f"The query took longer than {LONGEST_SECONDS} seconds. Ask for less at once.",
                code="input_limit",
            ) from None
        except duckdb.OutOfMemoryException:
            raise InvalidInputError(
                "The query needs too much memory. Aggregate or filter before it joins or sorts.",
                code="input_limit",
            ) from None
        except duckdb.Error as error:
            raise _refused(error) from None
        finally:
            timer.cancel()
    return _answer_table(path, rows, tables, options)


def _load(
    connection: "DuckDBPyConnection", source: ToolInput, name: str, options: QueryOptions, workspace: Path
) -> QueriedTable:
    """Bring a file into the database by way of Parquet, with the types that its columns have."""
    copy, _ = copy_as_parquet(source, options, workspace)
    connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{copy}')")  # noqa: S608 - ours
    columns = connection.execute(f'DESCRIBE "{name}"').fetchall()
    rows = connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]  # noqa: S608 - a name of ours
    shown = [f"{column[0]} {column[1]}" for column in columns[:_SHOWN_COLUMNS]]
    return QueriedTable(name=name, rows=rows, columns=shown)


def _lock(connection: "DuckDBPyConnection", *, scratch: Path, output: Path) -> None:
    """From now on only the copies of the tables, the answer and the scratch folder exist, for good."""
    connection.execute(f"SET temp_directory = '{scratch}'")
    copies = [str(path) for path in output.parent.glob("table-*.parquet")]
    connection.execute("SET allowed_paths = ?", [[*copies, str(output)]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _run(connection: "DuckDBPyConnection", options: QueryOptions, path: Path) -> int:
    query = options.query.strip().rstrip(";")
    found = connection.execute(f"DESCRIBE SELECT * FROM (\n{query}\n)").fetchall()  # noqa: S608 - its purpose
    columns = ", ".join(_column(name, kind) for name, kind, *_ in found)
    limited = f"SELECT {columns} FROM (\n{query}\n) LIMIT {options.max_rows + 1}"  # noqa: S608
    found = connection.execute(f"COPY ({limited}) TO '{path}' (FORMAT parquet)").fetchall()
    return int(found[0][0])


def _column(name: str, kind: str) -> str:
    """The column in a type that Parquet has: DuckDB would round its largest numbers there."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind in {"HUGEINT", "UHUGEINT", "BIGNUM", "UBIGINT"}:
        return f"CAST({quoted} AS DECIMAL(38, 0)) AS {quoted}"
    is_foreign = any(word in kind for word in _FOREIGN)
    return f"CAST({quoted} AS VARCHAR) AS {quoted}" if is_foreign else quoted


def _answer_table(
    path: Path, rows: int, tables: list[QueriedTable], options: QueryOptions
) -> tuple[Table, QueryResult]:
    import polars as pl

    truncated = rows > options.max_rows
    notes = (f"Rows after the first {options.max_rows} were cut off.",) if truncated else ()
    frame = pl.scan_parquet(path, glob=False).head(options.max_rows)
    result = QueryResult(tables=tables, rows=min(rows, options.max_rows), truncated=truncated)
    return Table(frame=frame, notes=notes), result


def table_names(files: Sequence[str]) -> list[str]:
    """SQL names after files: letters, digits and underscores; distinct."""
    names: list[str] = []
    for file in files:
        stem = re.sub(r"\W+", "_", file.rpartition(".")[0] or file).strip("_").lower()[:60]
        name = f"t_{stem}" if not stem or stem[0].isdigit() else stem
        taken, number = name, 1
        while taken in names:
            number += 1
            taken = f"{name}_{number}"
        names.append(taken)
    return names
