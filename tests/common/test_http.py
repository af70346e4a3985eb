"""JSON without its traps."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.exceptions import FieldProblem
from common.http import MAX_JSON_DEPTH, MAX_JSON_INT, MalformedRequestError, parse_json, problem_response
from common.logging import bound

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_JSON_INT, MAX_JSON_INT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), children, max_size=4
        )
    ),
    max_leaves=10,
)


@given(_VALUES)
def test_what_is_json_is_read_as_it_is(value: object) -> None:
    assert parse_json(json.dumps(value)) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "[Infinity]", "-1e999", str(MAX_JSON_INT + 1), f"-{MAX_JSON_INT + 2}", '"a\\u0000"',
        '"\\udc00"',
        '{"a": 1, "a": 1}', '{"\\u0000": 1}', "", " ", "{", "[1,]", "'a'", "01", b"\xff", b"\xef\xbb\xbf1",
        '"a"'.encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_json_or_cannot_be_kept_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedRequestError) as refusal:
        parse_json(text)
    assert refusal.value.status_code == 400


def test_nesting_ends_where_it_says() -> None:
    assert parse_json("[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH)
    with pytest.raises(MalformedRequestError, match="deeper than 64"):
        parse_json("[" * (MAX_JSON_DEPTH + 2) + "]" * (MAX_JSON_DEPTH + 2))
    with pytest.raises(MalformedRequestError, match="nested too deeply"):
        parse_json("[" * 500_000)


def test_a_problem_has_all_its_members_and_the_request_id() -> None:
    with bound(request_id="r1"):
        response = problem_response(
            status=409,
            code="taken",
            detail="It is taken.",
            errors=[FieldProblem("/name", "taken", "unique")],
            headers={"Retry-After": "3"},
        )
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
    assert response["Retry-After"] == "3"
    assert json.loads(response.content) == {
        "type": "urn:magictoolbox:problem:taken",
        "title": "Conflict",
        "status": 409,
        "detail": "It is taken.",
        "code": "taken",
        "retryable": False,
        "errors": [{"pointer": "/name", "msg": "taken", "type": "unique", "ctx": None}],
        "request_id": "r1",
    }
