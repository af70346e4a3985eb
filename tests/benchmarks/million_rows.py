"""What a million executions of one owner cost: each list, first page and at 90 % depth; status, claim, sweep.

Through Django's test client on databases of its own: PostgreSQL (BENCHMARK_POSTGRES), made and dropped, and a
SQLite file. `--rows` takes fewer, for a look.

uv run python -m tests.benchmarks.million_rows
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, milliseconds, show

if TYPE_CHECKING:
    from django.test import Client

    from apps.iam.models import User

ROWS = 1_000_000
TARGET_RATIO = 1.2
OTHERS = 3
"""Owners beside the one, each with a fiftieth of the rows."""


def prepare(*, rows: int) -> "User":
    """The tables, and the executions in them."""
    from django.core.management import call_command

    from apps.iam.models import User
    from tests.benchmarks.million import analyse, fill

    call_command("migrate", verbosity=0)
    owner = User.objects.create(email="alice@example.com")
    fill(owner, executions=rows)
    for place in range(1, OTHERS + 1):
        fill(User.objects.create(email=f"{place}@example.com"), executions=rows // 50, place=place)
    analyse()
    return owner


def client_of(owner: "User") -> "Client":
    """Sends an API key with each request."""
    from django.test import Client

    from apps.iam.scopes import Scope
    from apps.iam.services.create_api_key import create_api_key

    _, text = create_api_key(owner=owner, name="benchmark", scopes=tuple(Scope))
    return Client(headers={"Authorization": f"Bearer {text}"})


def queries(owner: "User", *, rows: int) -> dict[str, str]:
    """A query string for every filter; the times halve what there is."""
    from urllib.parse import urlencode

    from apps.tools.models import ToolExecution

    mine = ToolExecution.objects.visible_to(owner).order_by("-pk")
    middle = mine[rows // 2]
    batch = mine.filter(batch__isnull=False).values_list("batch", flat=True)[0]
    ids = [("id", str(key)) for key in mine.values_list("pk", flat=True)[:50]]
    wanted: dict[str, list[tuple[str, str]]] = {
        "none": [],
        "id": ids,
        "status": [("status", "completed")],
        "status, rare": [("status", "failed")],
        "status, unended": [("status", "pending"), ("status", "processing")],
        "tool": [("tool", "checksum")],
        "tool, unknown": [("tool", "nothing")],
        "batch_id": [("batch_id", str(batch))],
        "q": [("q", "photo")],
        "q, of none": [("q", "nothing")],
        "metadata": [("metadata.customer", "c7")],
        "metadata, of none": [("metadata.customer", "nobody")],
        "created_after": [("created_after", middle.created_at.isoformat())],
        "created_before": [("created_before", middle.created_at.isoformat())],
        "updated_after": [("updated_after", middle.updated_at.isoformat())],
    }
    return {name: urlencode(pairs) for name, pairs in wanted.items()}


def lists(owner: "User", *, rows: int, repeat: int) -> list[Figure]:
    """Each filter's first page and the page at 90 % depth, in turn."""
    from apps.tools.models import ToolExecution
    from common.pagination import cursor_at

    client = client_of(owner)
    keys = ToolExecution.objects.visible_to(owner).order_by("-pk").values_list("pk", flat=True)
    deep = cursor_at(keys[int(rows * 0.9)])
    figures = []

    def ask(query: str) -> None:
        answer = client.get(f"/api/v1/executions?{query}")
        assert answer.status_code == 200, answer.content

    for name, query in queries(owner, rows=rows).items():
        pairs = [
            (milliseconds(partial(ask, query)), milliseconds(partial(ask, f"{query}&cursor={deep}")))
            for _ in range(repeat + 1)
        ][1:]
        first, later = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        figures += [
            Figure(name=f"{name}: first page", value=first, unit="ms"),
            Figure(name=f"{name}: at 90 %", value=later, unit="ms"),
            Figure(name=f"{name}: ratio", value=later / first, unit="x", at_most=TARGET_RATIO),
        ]
    return figures


def others(owner: "User", *, repeat: int) -> list[Figure]:
    """What happens once a run or once a second."""
    from uuid import uuid4

    from apps.tools.models import ToolExecution
    from apps.tools.worker.sweep import sweep_executions

    client = client_of(owner)
    key = ToolExecution.objects.visible_to(owner).order_by("-pk").values_list("pk", flat=True)[0]

    def claim() -> None:
        token = uuid4()
        assert ToolExecution.objects.claim(worker="w", token=token, lease=timedelta(seconds=30))
        ToolExecution.objects.hand_back(token=token)

    actions = {
        "status by id": lambda: client.get(f"/api/v1/executions/{key}"),
        "claim and hand back": claim,
        "sweep": lambda: sweep_executions(dry_run=True),
    }
    return [
        Figure(name=name, value=median([milliseconds(act) for _ in range(repeat + 1)][1:]), unit="ms")
        for name, act in actions.items()
    ]


def measure(*, rows: int, repeat: int) -> list[Figure]:
    """On the database of this process."""
    import django

    django.setup()
    owner = prepare(rows=rows)
    return [*lists(owner, rows=rows, repeat=repeat), *others(owner, repeat=repeat)]


def on_both(arguments: list[str]) -> None:
    """Each database in a process of its own, since Django has one set of settings."""
    from tests.benchmarks.queues import own_database

    for name in ("PostgreSQL", "SQLite"):
        with ExitStack() as stack:
            data = stack.enter_context(TemporaryDirectory(prefix="benchmark-"))
            environment = {**os.environ, "DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "apps.config.settings"}
            environment |= {"PUBLIC_URL": "http://testserver", "LOG_LEVEL": "ERROR"}
            environment.pop("DATABASE_URL", None)
            if name == "PostgreSQL":
                environment["DATABASE_URL"] = stack.enter_context(own_database())
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
            command = (sys.executable, "-m", "tests.benchmarks.million_rows", "--here", *arguments)
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"How many executions ({ROWS}).")
    parser.add_argument("--repeat", type=int, default=11, help="How often to measure (11).")
    parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")
    parser.add_argument(
        "--here", action="store_true", help="Only on the configured database, which is filled."
    )
    wanted = parser.parse_args()
    if wanted.here:
        show(measure(rows=wanted.rows, repeat=wanted.repeat), as_json=wanted.json)
    else:
        on_both(sys.argv[1:])
