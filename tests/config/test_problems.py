"""Every refusal and every failure has one shape, says where, and tells nothing of the inside."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.urls("tests.config.urls_that_fail")

PROBLEM_MEMBERS = {"type", "title", "status", "detail", "code", "retryable", "errors", "request_id"}


def problem_of(response: Any) -> dict[str, Any]:
    """The problem, checked to be one."""
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == PROBLEM_MEMBERS
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:magictoolbox:problem:{body['code']}"
    assert body["request_id"] == response["X-Request-ID"]
    assert "canary" not in response.content.decode()
    return body


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("ours", 422, "validation_error"),
        ("missing", 404, "not_found"),
        ("denied", 403, "forbidden"),
        ("suspicious", 400, "malformed_request"),
        ("database", 503, "unavailable"),
        ("http", 401, "unauthenticated"),
        ("bug", 500, "internal_error"),
    ],
)
def test_whatever_an_operation_raises_becomes_a_problem(
    client: Client, kind: str, status: int, code: str
) -> None:
    response = client.get(f"/fail/{kind}")
    assert (response.status_code, problem_of(response)["code"]) == (status, code)


def test_our_own_errors_say_which_value_was_refused_and_why(client: Client) -> None:
    errors = problem_of(client.get("/fail/ours"))["errors"]
    assert errors == [{"pointer": "/a", "msg": "too big", "type": "range", "ctx": {"le": 3}}]


def test_a_database_that_does_not_answer_is_worth_another_try(client: Client) -> None:
    response = client.get("/fail/database")
    assert problem_of(response)["retryable"] is True
    assert int(response["Retry-After"]) > 0


def test_a_bug_is_logged_with_its_traceback_under_the_request_id(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    response = client.get("/fail/bug")
    logged = capfd.readouterr().err
    assert "RuntimeError: canary in /srv/secret" in logged
    assert response["X-Request-ID"] in logged


def test_an_answer_that_is_not_what_was_declared_is_our_fault_and_not_the_clients(client: Client) -> None:
    response = client.get("/lie")
    assert (response.status_code, problem_of(response)["code"]) == (500, "internal_error")


def test_a_view_outside_of_ninja_fails_the_same_way(client: Client) -> None:
    response = client.get("/plain")
    assert (response.status_code, problem_of(response)["code"]) == (500, "internal_error")


def test_an_unknown_address_and_a_wrong_method_are_problems_too(client: Client) -> None:
    assert problem_of(client.get("/nowhere"))["code"] == "not_found"
    response = client.put("/json")
    assert problem_of(response)["code"] == "method_not_allowed"
    assert response["Allow"] == "POST"


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    response = client.get("/query", headers={"Host": "canary.example"})
    assert (response.status_code, problem_of(response)["code"]) == (400, "malformed_request")


def pointers(response: Any) -> list[str]:
    """The places of the errors, in order."""
    assert response.status_code == 422
    return [error["pointer"] for error in problem_of(response)["errors"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["/name"]),
        ({"name": "too long"}, ["/name"]),
        ({"name": "a", "typo": 1}, ["/typo"]),
        ({"name": "a", "a/b~c": 1}, ["/a~1b~0c"]),
        ({"name": "a", "quality": {"level": 11}}, ["/quality/level"]),
        ({"name": "a", "quality": {}}, ["/quality/level"]),
        ({"name": 1, "count": "x"}, ["/name", "/count"]),
        ([], [""]),
        (None, [""]),
        ("text", [""]),
    ],
)
def test_a_refused_value_is_named_by_its_place_in_the_body(
    client: Client, body: object, expected: list[str]
) -> None:
    assert pointers(client.post("/json", json.dumps(body), content_type="application/json")) == expected


def test_the_branches_of_a_union_do_not_show_in_the_place(client: Client) -> None:
    body = {"name": "a", "quality": {"level": 1, "modes": [1, {"mode": "x"}, {}, "x"]}}
    places = pointers(client.post("/json", body, content_type="application/json"))
    assert set(places) == {
        "/quality/modes/1",
        "/quality/modes/1/mode",
        "/quality/modes/2",
        "/quality/modes/2/mode",
        "/quality/modes/3",
    }


def test_an_empty_body_is_a_missing_one(client: Client) -> None:
    assert pointers(client.post("/json", b"", content_type="application/json")) == [""]


def test_of_two_models_in_a_body_each_has_its_own_place(client: Client) -> None:
    body = {"payload": {"name": "too long"}, "options": {}}
    places = pointers(client.post("/two", body, content_type="application/json"))
    assert places == ["/payload/name", "/options/level"]


def test_the_parts_of_a_form_are_places_too(client: Client) -> None:
    file = SimpleUploadedFile("a.txt", b"hello")
    response = client.post("/form", {"file": file, "limit": "x", "quality": '{"level": 11}'})
    assert sorted(pointers(response)) == ["/limit", "/quality/level"]


def test_json_in_a_form_is_read_as_strictly_as_a_body(client: Client) -> None:
    file = SimpleUploadedFile("a.txt", b"hello")
    response = client.post("/form", {"file": file, "limit": "1", "quality": "{"})
    assert (response.status_code, problem_of(response)["code"]) == (400, "malformed_request")


def test_the_query_and_the_path_are_places_too(client: Client) -> None:
    assert pointers(client.get("/query?limit=0&tags=1&tags=x")) == ["/limit", "/tags/1"]
    assert pointers(client.get("/item/no-uuid")) == ["/item_id"]


def test_a_refused_secret_is_not_repeated(client: Client) -> None:
    body = {"name": "a", "password": "canary"}
    assert pointers(client.post("/json", body, content_type="application/json")) == ["/password"]


def test_bounds_that_were_missed_are_told(client: Client) -> None:
    [error] = problem_of(client.get("/query?limit=201"))["errors"]
    assert error["ctx"] == {"le": 200}
