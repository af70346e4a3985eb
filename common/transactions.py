"""The transaction contexts worth a name, for a service's `_transaction_context`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction

durable = partial(transaction.atomic, durable=True)
"""Commit when the block exits; refuse to run inside another transaction."""


@contextmanager
def joined() -> Iterator[None]:
    """Join the caller's transaction without a savepoint; refuse to run without one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("joined() needs an open transaction: wrap the caller in atomic().")
    # Not a bare yield: an error that the caller swallows must still doom the transaction.
    with transaction.atomic(savepoint=False):
        yield
