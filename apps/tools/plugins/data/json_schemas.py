"""Holds JSON to a JSON Schema, which may refer to nothing but itself."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from types import FrameType
from typing import Any, NoReturn

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.json_text import pointer

MOST_ERRORS = 100
PATTERN_SECONDS = 20.0


class SchemaError(BaseModel):
    """One way in which the file is not as the schema says."""

    pointer: str = Field(description="Where in the file, as a JSON pointer; empty for the whole of it.")
    message: str = Field(description="What is wrong there.")
    schema_pointer: str = Field(description="The part of the schema that says so.")


def find_errors(text: str, schema_text: str, *, name: str, schema_name: str) -> list[SchemaError]:
    """At most 100 errors, in the order of the file; raises InvalidInputError when the schema is none."""
    import jsonschema
    import referencing
    from referencing.exceptions import Unresolvable

    schema = _load(schema_text, name=schema_name)
    validator_class = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    try:
        validator_class.check_schema(schema)
        registry: referencing.Registry[Any] = referencing.Registry()
        found = validator_class(schema, registry=registry).iter_errors(_load(text, name=name))
        with _no_longer_than(PATTERN_SECONDS, schema_name=schema_name):
            return sorted(_described(islice(found, MOST_ERRORS)), key=lambda error: error.pointer)
    except jsonschema.SchemaError as error:
        raise InvalidInputError(
            f"'{schema_name}' is no JSON Schema: {error.message[:300]}.", code="input_not_allowed"
        ) from None
    except Unresolvable as error:
        raise InvalidInputError(
            f"'{schema_name}' refers to {str(error.ref)[:200]}, which is not in it. Nothing is fetched: "
            "put it there.",
            code="input_not_allowed",
        ) from None
    except RecursionError:
        raise InvalidInputError(
            f"'{schema_name}' refers to itself without an end.", code="input_not_allowed"
        ) from None


@contextmanager
def _no_longer_than(seconds: float, *, schema_name: str) -> Iterator[None]:
    """A schema's patterns are Python's, which may go back for ever; `re` lets signals through."""

    def give_up(_number: int, _frame: FrameType | None) -> NoReturn:
        raise InvalidInputError(
            f"'{schema_name}' has patterns that took more than {seconds:g} s of processor time. Write them "
            "without a repetition inside a repetition.",
            code="input_limit",
        )

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _load(text: str, *, name: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"'{name}' cannot be read: {error}.", code="input_limit") from None


def _described(errors: Iterator[Any]) -> Iterator[SchemaError]:
    for error in errors:
        yield SchemaError(
            pointer=pointer(list(error.absolute_path)),
            message=str(error.message)[:300],
            schema_pointer=pointer(list(error.absolute_schema_path)),
        )
