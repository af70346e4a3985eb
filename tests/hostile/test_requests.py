"""No request is a fault of the server's: every operation, with everything that can be wrong."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.iam.models import User
from apps.iam.scopes import Scope
from tests.hostile.operations import Operation, operations
from tests.hostile.tenants import signed_in, with_key

pytestmark = pytest.mark.django_db

OPERATIONS = list(operations())
JSON = "application/json"
PROBLEM = "application/problem+json"
DEEP = 100_000

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a string": b'"text"',
    "null": b"null",
    "a number": b"7",
    "an unknown field": b'{"nobody_knows_this": 1}',
    "the same field twice": b'{"name": 1, "name": 2}',
    "another encoding": '{"name": "x"}'.encode("utf-16"),
    "no encoding": b'{"name": "\xff\xfe"}',
    "overlong": b'{"name": "\xc0\x80"}',
    "depth": b"[" * DEEP + b"]" * DEEP,
    "depth of objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "many digits": b'{"limit": ' + b"9" * 5000 + b"}",
}
VALUES: dict[str, str] = {
    "NUL": '"a\\u0000b"',
    "half a surrogate pair": '"\\ud800"',
    "10^30": "1" + "0" * 30,
    "-10^30": "-1" + "0" * 30,
    "no number": "NaN",
    "infinity": "1e999",
    "a long text": json.dumps("x" * 100_000),
    "a list": "[[[[]]]]",
    "an object": '{"a": {"b": null}}',
    "many": json.dumps(list(range(10_000))),
    "true": "true",
    "null": "null",
    "another script": json.dumps("\u202e\ufeff💥"),
}
QUERIES = (
    "",
    "-1",
    "0",
    "1e22",
    "9" * 400,
    "%00",
    "%ff",
    "%ed%a0%80",
    "x" * 4000,
    "💥",
    "2026-02-30",
    "[]",
    "a&a=b",
)


def address(operation: Operation) -> str:
    """Where it is, for things that do not exist."""
    names = {it["name"]: _example(it) for it in operation.parameters("path")}
    return operation.path.format(**names)


def _example(parameter: dict[str, Any]) -> str:
    if parameter["schema"].get("format") == "uuid":
        return str(uuid4())
    return "text-charset"


def wrong_bodies(operation: Operation) -> Iterator[tuple[str, bytes]]:
    """What it may be sent, each with what is wrong with it."""
    yield from BODIES.items()
    for field in operation.fields:
        for name, value in VALUES.items():
            yield f"{field}: {name}", f'{{"{field}": {value}}}'.encode()


@pytest.fixture
def person(alice: User) -> Client:
    """Alice in a browser, who may do everything."""
    return signed_in(alice)


def assert_refused_well(answer: Any, what: str) -> None:
    """No fault; and a refusal says what was wrong, as a problem."""
    assert answer.status_code < 500, (what, answer.content[:500])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == PROBLEM, what
        assert answer.json()["code"], what


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it.method != "get"], ids=str)
def test_a_body_is_refused_or_understood(operation: Operation, person: Client) -> None:
    for what, body in wrong_bodies(operation):
        answer = person.generic(operation.method.upper(), address(operation), body, content_type=JSON)
        assert_refused_well(answer, what)


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it.parameters("query")], ids=str)
def test_a_query_is_refused_or_understood(operation: Operation, person: Client) -> None:
    for parameter in operation.parameters("query"):
        for value in QUERIES:
            place = f"{address(operation)}?{parameter['name']}={value}"
            answer = person.generic(operation.method.upper(), place, b"", content_type=JSON)
            assert_refused_well(answer, place[:300])


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it.parameters("path")], ids=str)
def test_an_id_is_refused_or_not_found(operation: Operation, person: Client) -> None:
    for value in (
        "0",
        "-",
        "%00",
        "..",
        "%2e%2e%2f",
        "x" * 300,
        "💥",
        "00000000-0000-0000-0000-00000000000g",
    ):
        names = dict.fromkeys((it["name"] for it in operation.parameters("path")), value)
        answer = person.generic(
            operation.method.upper(), operation.path.format(**names), b"{}", content_type=JSON
        )
        assert answer.status_code in {400, 404, 405, 409, 422}, (value, answer.content[:300])


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_header_is_refused_or_understood(operation: Operation, alice: User) -> None:
    client = with_key(alice, tuple(Scope))
    for headers in (
        {"Prefer": "wait=99999999999999999999"},
        {"Prefer": "wait=-1;wait=0"},
        {"Idempotency-Key": "x" * 5000},
        {"Idempotency-Key": "\u00e9"},
        {"If-None-Match": 'W/"' + "," * 1000},
        {"Range": "bytes=9-1,-,5-" + "9" * 50},
        {"Last-Event-ID": "9" * 50},
        {"Accept": "\u00ff" * 10},
        {"X-Request-ID": "a\tb" * 100},
        {"Cookie": "=;;=" * 100},
    ):
        answer = client.generic(
            operation.method.upper(), address(operation), b"{}", content_type=JSON, headers=headers
        )
        assert_refused_well(answer, str(headers)[:100])


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if not it.is_open], ids=str)
def test_without_credentials_nothing_is_told(operation: Operation) -> None:
    answer: Any = Client().generic(operation.method.upper(), address(operation), b"{}", content_type=JSON)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", sorted({it.path for it in OPERATIONS}))
def test_a_method_that_no_operation_has_is_refused(path: str, method: str, person: Client) -> None:
    operation = next(it for it in OPERATIONS if it.path == path)
    answer: Any = person.generic(
        method, address(operation), b"", headers={"X-HTTP-Method-Override": "DELETE"}
    )
    assert answer.status_code == 405


@pytest.mark.parametrize(("mistakes", "told"), [(5, 5), (500, 100), (5000, 1)])
def test_of_many_mistakes_a_hundred_are_told_and_of_more_than_anyone_makes_their_number(
    person: Client, mistakes: int, told: int
) -> None:
    body = {f"field_{number}": 1 for number in range(mistakes)} | {
        "name": "laptop",
        "scopes": ["account:read"],
    }
    answer: Any = person.post("/api/v1/api-keys", body, content_type=JSON)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == told
