"""NOTIFY: how a process that shares nothing but PostgreSQL with others makes them look."""

from django.db import connection

CHANNEL = "magictoolbox_news"


def notify() -> None:
    """Wake whoever listens; outside of transactions, where it writes nothing and locks nobody."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
