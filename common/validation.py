"""From what pydantic found wrong to what the client is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from common.exceptions import FieldProblem

MOST_MISTAKES = 1000
"""Beyond that nobody reads them, and to describe each costs more than to look for it."""
MOST_TOLD = 100


def mistakes(error: ValidationError) -> list[dict[str, Any]]:
    """What pydantic found, or one sentence when it found more than anyone could mean."""
    if (count := error.error_count()) > MOST_MISTAKES:
        return [{"type": "too_many_mistakes", "loc": (), "msg": f"{count} values in it are not valid"}]
    return [dict(details) for details in error.errors(include_url=False, include_input=False)]


def field_problems(error: ValidationError, *, prefix: str, document: object) -> list[FieldProblem]:
    """The first hundred refused values, as pointers below `prefix`, where the client sent `document`."""
    found = mistakes(error)[:MOST_TOLD]
    return [
        field_problem(details, location=details["loc"], prefix=prefix, document=document) for details in found
    ]


def field_problem(
    details: Mapping[str, Any], *, location: Sequence[str | int], prefix: str, document: object
) -> FieldProblem:
    """One of them, without the value itself: it may be a secret."""
    ctx = {name: str(value) if name == "error" else value for name, value in details.get("ctx", {}).items()}
    return FieldProblem(
        pointer=prefix + _pointer(location, document=document, is_missing=details["type"] == "missing"),
        msg=details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, "),
        type=details["type"],
        ctx=ctx or None,
    )


def _pointer(location: Sequence[str | int], *, document: Any, is_missing: bool) -> str:
    """The location without the names of a union's branches, which the client never sent."""
    sent = []
    for part in location:
        if _has(document, part):
            sent.append(part)
            document = document[part]
    if is_missing and location:
        sent.append(location[-1])
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in sent)


def _has(document: object, part: str | int) -> bool:
    if isinstance(document, list):
        return isinstance(part, int) and part < len(document)
    return isinstance(document, Mapping) and part in document
