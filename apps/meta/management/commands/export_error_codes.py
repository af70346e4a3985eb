"""`manage.py export_error_codes`."""

from typing import Any

from apps.meta.management.commands.export_openapi_schema import served_document
from apps.meta.management.export_command import ExportCommand

_PROBLEMS = """# Problems

Every refusal is an `application/problem+json` body (RFC 9457). Programs look at `code`; people read `detail`:
what failed, why, and what to do. `errors` names each value that was refused by a JSON Pointer into what was
sent. Quote `request_id` when you report a problem. New codes may come with any release.

This file is made from the code: `uv run manage.py export_error_codes --output docs/errors.md`.
"""
_EXECUTIONS = """
## Failed executions

An execution that failed has one of these in `error.code`. Where its output itself was asked for, the problem
has the same code and the status 422.
"""
_TABLE = """
| Code | Status | Retryable | Meaning |
| --- | --- | --- | --- |
"""


class Command(ExportCommand):
    """The codes are those of the OpenAPI document."""

    help = (
        "Print the tables of error codes, write them, or check that a file holds them.\n\n"
        "Example: uv run manage.py export_error_codes --output docs/errors.md"
    )

    def content(self) -> str:
        """One row for each code."""
        document: Any = served_document()
        refusals, failures = _rows(document["x-problem-codes"]), _rows(document["x-execution-codes"])
        return f"{_PROBLEMS}{_TABLE}{refusals}{_EXECUTIONS}{_TABLE}{failures}"


def _rows(codes: dict[str, dict[str, Any]]) -> str:
    return "".join(
        f"| `{code}` | {it['status']} | {'yes' if it['retryable'] else 'no'} | {it['description']} |\n"
        for code, it in codes.items()
    )
