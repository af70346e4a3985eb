"""Whatever is sent, the answer is a problem, and never a fault of ours (HOSTILE H130-H132)."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

URL = "/api/v1/api-keys"

DEEP = b"[" * 200_000
BODIES = {
    "nul": (rb'{"name": "a\u0000b", "scopes": ["files:read"]}', 400),
    "surrogate": (rb'{"name": "\ud800", "scopes": ["files:read"]}', 400),
    "surrogate as a key": (rb'{"\udfff": 1}', 400),
    "huge integer": (b'{"name": 1' + b"0" * 30 + b"}", 400),
    "integer of 5,000 digits": (b'{"name": ' + b"1" * 5000 + b"}", 400),
    "nan": (b'{"name": NaN}', 400),
    "infinity": (b'{"name": -Infinity}', 400),
    "too large a number": (b'{"name": 1e999}', 400),
    "unclosed and deep": (DEEP, 400),
    "closed and deep": (DEEP[:900] + b"]" * 900, 400),
    "repeated key": (b'{"name": "a", "name": "b"}', 400),
    "utf-16": ('{"name": "a"}'.encode("utf-16"), 400),
    "utf-8 with a mark": (b'\xef\xbb\xbf{"name": "a"}', 400),
    "latin-1": ('{"name": "ä"}'.encode("latin-1"), 400),
    "half": (b'{"name": ', 400),
    "nothing": (b"", 422),
    "a number": (b"1", 422),
    "null": (b"null", 422),
    "a list": (b"[]", 422),
    "unknown fields": (b'{"name": "a", "scopes": ["files:read"], "owner_id": 1}', 422),
    "a name too long": (json.dumps({"name": "a" * 10_000, "scopes": ["files:read"]}).encode(), 422),
    "an unknown choice": (b'{"name": "a", "scopes": ["everything"]}', 422),
}


@pytest.fixture
def program(client_of: Any, alice: Any) -> Client:
    """Alice's program: what it sends gets as far as the parser."""
    client: Client = client_of(alice)
    return client


@pytest.fixture
def person(alice: Any) -> Client:
    """Alice in a browser."""
    client = Client()
    client.force_login(alice)
    return client


def assert_problem(response: Any) -> None:
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code < 500


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_with_a_trap_in_it_is_refused(person: Client, kind: str) -> None:
    body, status = BODIES[kind]
    response = person.post(URL, body, content_type="application/json")
    assert_problem(response)
    assert response.status_code == status


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ],
)
def test_json_is_read_only_where_it_is_called_json(person: Client, content_type: str) -> None:
    response = person.generic("POST", URL, b'{"name": "a", "scopes": ["files:read"]}', content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_the_charset_of_json_needs_no_mention_and_may_have_one(person: Client) -> None:
    body = {"name": "a", "scopes": ["files:read"]}
    response = person.generic("POST", URL, json.dumps(body), "application/json; charset=utf-8")
    assert response.status_code == 201


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip"])
def test_an_encoded_body_is_not_unpacked(person: Client, encoding: str) -> None:
    response = person.post(
        URL, b"\x1f\x8b" + b"\0" * 100, "application/json", headers={"Content-Encoding": encoding}
    )
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=-1", 422),
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=1e22", 422),
        ("limit=1" + "0" * 22, 422),
        ("limit=" + "9" * 5000, 422),
        ("limit=NaN", 422),
        ("limit=%00", 400),
        ("cursor=%00", 400),
        ("cursor=not-a-cursor", 422),
        ("cursor=" + "A" * 8000, 422),
        ("%00=1", 400),
        ("&".join(f"a{number}=1" for number in range(1000)), 400),
    ],
)
@pytest.mark.parametrize("path", [URL, "/api/v1/files", "/api/v1/executions"])
def test_a_query_with_a_trap_in_it_is_refused(program: Client, path: str, query: str, status: int) -> None:
    response = program.get(f"{path}?{query}")
    assert_problem(response)
    assert response.status_code == status


@pytest.mark.parametrize("id", ["1", "null", "%2e%2e%2f", "'; drop table--", "0" * 300])
@pytest.mark.parametrize("path", ["/api/v1/files", "/api/v1/executions"])
def test_an_id_that_is_none_is_refused(program: Client, path: str, id: str) -> None:
    response = program.get(f"{path}/{id}")
    assert_problem(response)
    assert response.status_code in {404, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_problem(person: Client, body: bytes) -> None:
    assert_problem(person.post(URL, body, content_type="application/json"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=_JSON, scopes=_JSON)
def test_any_json_is_answered_with_a_key_or_a_problem(person: Client, name: object, scopes: object) -> None:
    response = person.post(URL, {"name": name, "scopes": scopes}, content_type="application/json")
    assert response.status_code in {201, 400, 422}
