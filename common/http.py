"""What the API and the server share about HTTP: problems, strict JSON, the request's principal."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny

from common.exceptions import FieldProblem
from common.logging import log_context
from common.types import JsonObject

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

PROBLEM_JSON = "application/problem+json"
MAX_JSON_INT = 2**63 - 1


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
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM_JSON, headers=headers)


class MalformedRequestError(HttpError):
    """The body or a parameter is not text that we accept; answered with 400 `malformed_request`."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, detail)


def parse_json(text: str | bytes) -> Any:
    """JSON without its traps: NaN, infinities, NUL, lone surrogates and integers beyond 64 bits are refused.

    Raises MalformedRequestError.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_int=_bounded_int)
    except RecursionError as error:
        raise MalformedRequestError("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise MalformedRequestError(f"The body is not valid JSON: {error}.") from error
    _refuse_bad_text(value)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _bounded_int(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > MAX_JSON_INT:  # noqa: PLR2004 - a sign and 19 digits
        raise ValueError("an integer is beyond 64 bits")
    return int(digits)


def _refuse_bad_text(value: Any) -> None:
    """Look at every string; a worklist, because nesting is the client's choice."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, dict):
            pending.extend(item)
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


def check_text(text: str) -> None:
    """Refuse what neither a database nor a log can keep; raises MalformedRequestError."""
    if "\0" in text:
        raise MalformedRequestError("A text contains a NUL character, which is not allowed.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError("A text contains a lone surrogate, which is not allowed.") from error


class StrictParser(Parser):
    """Reads bodies and parameters for Ninja, strictly."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The JSON body; raises MalformedRequestError."""
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
