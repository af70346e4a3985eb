"""What holds for every operation of allauth that we serve, whatever it is called with."""

import pytest

from apps.config.openapi import build_document
from tests.iam.clients import App

OPERATIONS = [
    (method.upper(), path)
    for path, operations in build_document()["paths"].items()
    if path.startswith("/_allauth/")
    for method in operations
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_empty_body_is_no_fault_of_ours(method: str, path: str) -> None:
    app = App()
    app.sign_up("alice@example.com")
    tokens = app.sign_in("alice@example.com")
    for client in ("app", "browser"):
        address = path.replace("{client}", client)
        anonymous = app.http.generic(method, address, "{}", content_type="application/json")
        assert anonymous.status_code < 500
        assert tokens.call(method, address).status_code < 500


@pytest.mark.parametrize("path", ["account/phone", "auth/phone/verify", "auth/phone/verify/resend"])
def test_phone_numbers_are_nothing_we_know(path: str) -> None:
    app = App()
    app.sign_up("alice@example.com")
    answer = app.sign_in("alice@example.com").call("GET", f"/_allauth/app/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
