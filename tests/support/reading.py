"""How much the database reads to answer what is asked of it, whatever plan it has chosen.

Plans say little by themselves: one that searches an index may still read all of it. So each query is run
twice, and the first run is counted: by PostgreSQL's EXPLAIN ANALYZE, or by the steps of SQLite's machine.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

READ = ("SELECT", "UPDATE", "DELETE")
STEPS_PER_ROW = 10
"""Of SQLite's machine: it takes three to skip a row, and sixty to hand out one of many columns."""
GRAIN = 100
"""So many steps SQLite takes unseen."""

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def queries_that_read(*, more_than: int, do: Callable[[], object]) -> list[str]:
    """Those of its queries that read more rows than this, each with how many, and how it was answered."""
    large, count = list[str](), 0

    def counted(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal count
        if sql.startswith(READ) and not many:
            count += 1
            rows, plan = _trial(context["cursor"], sql, params)
            if rows > more_than:
                large.append(f"{rows} rows: {sql}\n{plan}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        do()
    assert count, "it asked nothing"
    return large


def _trial(cursor: CursorWrapper, sql: str, params: Any) -> tuple[int, str]:
    with transaction.atomic():
        rows, plan = (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(
            cursor, sql, params
        )
        transaction.set_rollback(True)
    return rows, plan


def _on_postgresql(cursor: CursorWrapper, sql: str, params: Any) -> tuple[int, str]:
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
    (answer,) = cursor.fetchone()
    plan = json.loads(answer) if isinstance(answer, str) else answer
    nodes = list(_nodes(plan[0]["Plan"]))
    return sum(map(_rows_of, nodes)), "\n".join(map(_title, nodes))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _rows_of(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"]:
        return 0
    discarded = sum(int(number) for name, number in node.items() if name.startswith("Rows Removed by"))
    return int((node["Actual Rows"] + discarded) * node["Actual Loops"])


def _title(node: dict[str, Any]) -> str:
    names = ("Node Type", "Relation Name", "Index Name", "Index Cond", "Filter", "Sort Key")
    return " ".join(str(node[name]) for name in names if name in node) + f": {_rows_of(node)}"


def _on_sqlite(cursor: CursorWrapper, sql: str, params: Any) -> tuple[int, str]:
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return 0

    cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
    plan = "\n".join(detail for *_, detail in cursor.fetchall())
    connection.connection.set_progress_handler(tick, GRAIN)
    try:
        cursor.execute(f"/* a trial */ {sql}", params)
        cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, GRAIN)
    return ticks * GRAIN // STEPS_PER_ROW, plan
