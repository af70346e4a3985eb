"""Runs one execution: claim → stage → tool host → verify → publish.

The transactions are short, and the slow part lies between them without a database connection.
"""

from apps.tools.runner.run_next import run_next
from apps.tools.runner.workplace import Workplace

__all__ = ["Workplace", "run_next"]
