"""However many executions are remembered: the queue looks only at those that wait or run."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.tools.models import ToolExecution
from apps.tools.worker.sweep import sweep_executions
from tests.tools.conftest import Queue

SHORT = {"execution_queue", "execution_turns", "execution_deadlines", "execution_leases"}
"""The indexes that hold nothing else."""

pytestmark = pytest.mark.django_db(transaction=True)


def searches(do: Callable[[], object]) -> list[str]:
    """The plans of the queries that this makes to find executions, but for those it knows by their ids."""
    with CaptureQueriesContext(connection) as captured:
        do()
    statements = [query["sql"] for query in captured if 'FROM "tools_toolexecution"' in query["sql"]]
    known = re.compile(r'"tools_toolexecution"."id" (=|IN) (?!\(SELECT)')
    return [explain(sql) for sql in statements if not known.search(sql)]


def explain(sql: str) -> str:
    """How the database would answer it if the table were too long to be read."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(str(row[3]) for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(str(row[0]) for row in cursor.fetchall())


def claim() -> ToolExecution | None:
    """What a worker takes next."""
    return ToolExecution.objects.claim(worker="w", token=uuid4(), lease=timedelta(seconds=30))


def assert_short(plans: list[str]) -> None:
    """Each of them reads by these indexes, and nothing without one."""
    for plan in plans:
        scans = re.findall(
            r"(?:SCAN|SEARCH) (?:tools_toolexecution|U\d)\b.*|Scan .*on tools_toolexecution.*", plan
        )
        assert scans, plan
        for scan in scans:
            if "tools_toolexecution_pkey" in scan or scan.endswith("(id=?)"):  # the one that was found
                continue
            assert SHORT & set(re.findall(r"\w+", scan)), plan


def test_claiming(queue: Queue) -> None:
    queue("gpx-analyze")

    plans = searches(claim)

    assert len(plans) == 1
    assert_short(plans)


def test_queueing(queue: Queue) -> None:
    queue("gpx-analyze")

    plans = searches(lambda: queue("gpx-analyze"))

    assert plans
    assert_short(plans)


def test_sweeping(db: None) -> None:
    plans = searches(sweep_executions)

    assert len(plans) >= 4
    assert_short(plans)
