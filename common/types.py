"""Types that say more than their parts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

ContextManagerFactory = Callable[[], AbstractContextManager[object]]
"""What opens a transaction: `transaction.atomic`, `durable`, `joined`, or a recorder in a test."""

JsonObject = dict[str, Any]
"""A JSON object as `json.loads` returns it."""
