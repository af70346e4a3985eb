"""What the API and the server share about HTTP: problems and strict JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from common.exceptions import ApplicationError, FieldProblem
from common.logging import log_context
from common.types import JsonObject

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

PROBLEM_JSON = "application/problem+json"
MAX_JSON_INT = 2**63 - 1
MAX_JSON_DEPTH = 64
_MAX_JSON_INT_LENGTH = len(f"-{MAX_JSON_INT}")


class MalformedRequestError(ApplicationError):
    """The request is not what its protocol says: text that cannot be decoded, JSON that is none."""

    status_code = 400
    code = "malformed_request"
    title = "Malformed request"
    message = "{reason}"


class UnsupportedMediaTypeError(ApplicationError):
    """The body is of a type, or in an encoding, that this operation does not read."""

    status_code = 415
    code = "unsupported_media_type"
    title = "Unsupported media type"
    message = "The body is '{found}'; send '{wanted}'."


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    title: str | None = None,
    retryable: bool = False,
    errors: Iterable[FieldProblem] = (),
) -> JsonObject:
    """The body of an RFC 9457 problem."""
    return {
        "type": f"urn:magictoolbox:problem:{code}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "retryable": retryable,
        "errors": [asdict(error) for error in errors],
        "request_id": log_context().get("request_id"),
    }


def problem_response(
    *,
    status: int,
    code: str,
    detail: str,
    title: str | None = None,
    retryable: bool = False,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The same as an HTTP answer."""
    body = problem(status=status, code=code, detail=detail, title=title, retryable=retryable, errors=errors)
    # Bounds in `ctx` may be dates or decimals.
    content = json.dumps(body, default=str)
    return HttpResponse(content, status=status, content_type=PROBLEM_JSON, headers=headers)


def parse_json(text: str | bytes) -> Any:
    """JSON without its traps, which are: other encodings than UTF-8, repeated keys, NaN and infinities,
    integers beyond 64 bits, NUL, lone surrogates and deep nesting.

    Raises MalformedRequestError.
    """
    try:
        value = json.loads(
            text if isinstance(text, str) else text.decode(),
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
            parse_int=_bounded_int,
            object_pairs_hook=_distinct_keys,
        )
    except RecursionError as error:
        raise MalformedRequestError(reason="The JSON is nested too deeply.") from error
    except UnicodeDecodeError as error:
        raise MalformedRequestError(reason="The body is not text in UTF-8.") from error
    except ValueError as error:
        raise MalformedRequestError(reason=f"The body is not valid JSON: {error}.") from error
    _check_values(value)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite_float(digits: str) -> float:
    if not isfinite(value := float(digits)):
        raise ValueError("a number is too large")
    return value


def _bounded_int(digits: str) -> int:
    if len(digits) > _MAX_JSON_INT_LENGTH or abs(int(digits)) > MAX_JSON_INT:
        raise ValueError("an integer is beyond 64 bits")
    return int(digits)


def _distinct_keys(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _check_values(value: Any) -> None:
    """Look at every string and at the depth; a worklist, because nesting is the client's choice."""
    pending = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > MAX_JSON_DEPTH:
            raise MalformedRequestError(reason=f"The JSON is nested deeper than {MAX_JSON_DEPTH} levels.")
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, dict):
            pending += ((child, depth + 1) for pair in item.items() for child in pair)
        elif isinstance(item, list):
            pending += ((child, depth + 1) for child in item)


def check_text(text: str) -> None:
    """Refuse what neither a database nor a log can keep; raises MalformedRequestError."""
    if "\0" in text:
        raise MalformedRequestError(reason="A text contains a NUL character, which is not allowed.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError(
            reason="A text contains a lone surrogate, which is not allowed."
        ) from error


class StrictParser(Parser):
    """Reads bodies and parameters for Ninja, strictly."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The JSON body, or a part of a form that holds JSON and so has no type of its own."""
        if request.content_type not in {None, "application/json"}:
            found = request.content_type or "of no stated type"
            raise UnsupportedMediaTypeError(found=found, wanted="application/json")
        parsed: DictStrAny = parse_json(request.body)
        return parsed

    def parse_querydict(
        self, data: "QueryDict | MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Query, form and file fields; raises MalformedRequestError."""
        for key in data:
            check_text(key)
            for value in data.getlist(key):
                if isinstance(value, str):
                    check_text(value)
        return super().parse_querydict(data, list_fields, request)
