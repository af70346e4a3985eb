"""Writes the end of a lease whatever the database does meanwhile.

The reply to a commit can be lost after the commit, so a write that failed is only repeated where its lease
token tells whether it has landed.
"""

from collections.abc import Callable
from random import uniform
from time import monotonic
from typing import TypeVar

from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError, connections
from loguru import logger

from apps.tools.active_runs import HeldLease

Written = TypeVar("Written")

FINAL = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
"""What a database says about the statement, and would say again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
MAX_REFUSALS = 5
"""Failures while the same database renews the lease: then it is this write that it does not take."""


class OutcomeUnknownError(Exception):
    """This process ends before the database has said whether a write landed."""


def persist(write: Callable[[], Written], *, lease: HeldLease) -> Written:
    """What `write` answers at last, on a new connection after each failure.

    It goes on while the database is away, also when the lease is lost by then: only the database knows that.
    Raises OutcomeUnknownError when the process is to end first.
    """
    failures = refusals = 0
    failed_at = monotonic()
    while True:
        try:
            return write()
        except FINAL:
            raise
        except Error as error:
            connections.close_all()  # a broken one would stay broken
            failures += 1
            refusals += lease.renewed_at > failed_at
            failed_at = monotonic()
            if refusals > MAX_REFUSALS:
                raise
            logger.warning("The end could not be written, trying again: {}", type(error).__name__)
            pause = min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE) * uniform(0.5, 1.5)  # noqa: S311
            if lease.leaving.wait(pause) and failures > 1:
                raise OutcomeUnknownError from error
