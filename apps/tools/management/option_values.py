"""Options of a tool as they come from a command line."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from apps.tools.base import ToolOptions


class BadOptionError(ValueError):
    """An option that the tool does not have or does not take with this value."""


def read_options(kind: type[ToolOptions], *, assignments: Sequence[str], document: str) -> dict[str, Any]:
    """The options in a JSON object, and over them those given as `key=value`, as the tool takes them.

    Raises BadOptionError with the near miss.
    """
    values = _read_document(document) | dict(map(_split, assignments))
    for name in values:
        if name not in kind.model_fields:
            raise BadOptionError(_unknown(name, known=sorted(kind.model_fields)))
    try:
        kind.model_validate(values)
    except ValidationError as error:
        # A value for a list, or for a choice among numbers, is not a string but JSON.
        values |= {name: _as_json(values[name]) for name in _refused(error) & values.keys()}
    try:
        kind.model_validate(values)
    except ValidationError as error:
        raise BadOptionError(" ".join(map(_sentence, error.errors(include_url=False)))) from None
    return values


def _read_document(document: str) -> dict[str, Any]:
    try:
        values = json.loads(document)
    except ValueError as error:
        raise BadOptionError(f"--options-json is not JSON: {error}.") from None
    if not isinstance(values, dict):
        raise BadOptionError('--options-json is not a JSON object, such as {"quality": 80}.')
    return values


def _split(assignment: str) -> tuple[str, str]:
    name, sign, value = assignment.partition("=")
    if not sign:
        raise BadOptionError(f"'{assignment}' is not an option with its value, such as quality=80.")
    return name, value


def _unknown(name: str, *, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"There is no option '{name}'. Did you mean '{near[0]}'?"
    return f"There is no option '{name}'. The options are: {', '.join(known) or 'none'}."


def _refused(error: ValidationError) -> set[str]:
    return {str(item["loc"][0]) for item in error.errors(include_url=False) if item["loc"]}


def _as_json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


def _sentence(problem: Any) -> str:
    if not problem["loc"]:  # said by the options as a whole
        return str(problem["msg"]).removeprefix("Value error, ")
    name = ".".join(map(str, problem["loc"]))
    if problem["type"] == "missing":
        return f"The option '{name}' is required."
    return f"The option '{name}' was {problem['input']!r}: {problem['msg']}."
