"""People for whom it matters how queries are answered."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from apps.iam.models import User
from tests.benchmarks.million import fill

ROWS = {"erin": 500, "carol": 20_000, "dave": 5_000}
"""Executions: so many that PostgreSQL prefers indexes, and so few that ANALYZE need not take a sample."""


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """They have asked for thousands of executions, and are gone after the module.

    PostgreSQL has analysed the tables, as it does by itself. SQLite has not: in production nothing makes it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        people = [User.objects.create(email=f"{name}@example.com") for name in ROWS]
        for place, (user, executions) in enumerate(zip(people, ROWS.values(), strict=True)):
            fill(user, executions=executions, place=place)
        connection.check_constraints()  # once, rather than at the end of each test
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield dict(zip(ROWS, people, strict=True))
        transaction.set_rollback(True)


@pytest.fixture
def carol(crowd: dict[str, User]) -> User:
    """Who has most of what there is."""
    return crowd["carol"]


@pytest.fixture
def erin(crowd: dict[str, User]) -> User:
    """Who has little, and whose uploads are older than all others."""
    return crowd["erin"]
