"""The one way into the API, whatever a request brings."""

from collections.abc import Iterator

import jwt
import pytest
from django.test import Client
from ninja.operation import Operation
from pytest_django.fixtures import Settings

from apps.config.api import api
from apps.iam.authentication import Requirement, requires
from apps.iam.models import Role, User
from apps.iam.scopes import Scope
from tests.conftest import ClientOf
from tests.iam.clients import App, Browser

PUBLIC = {
    "list_tools",
    "get_tool",
    "list_formats",
    "list_conversions",
    "get_runtime_data",
    "get_version",
    "get_openapi",
    "get_docs",
    "get_health",
    "get_readiness",
    "get_metrics",
}
"""What a stranger may ask for; metrics have a token of their own."""


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every operation as method, an address of it, and what Ninja knows of it."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                address = "/" + (prefix + path).lstrip("/").replace("{", "").replace("}", "")
                yield operation.methods[0], address, operation


@pytest.mark.parametrize(
    ("method", "address"),
    [
        pytest.param(method, address, id=operation.view_func.__name__)
        for method, address, operation in operations()
        if operation.view_func.__name__ not in PUBLIC
    ],
)
def test_an_operation_without_credentials_answers_401(client: Client, method: str, address: str) -> None:
    answer = client.generic(method, address)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "unauthenticated"


def test_every_operation_that_is_not_public_asks_for_credentials_in_the_one_way() -> None:
    for _method, address, operation in operations():
        if operation.view_func.__name__ not in PUBLIC:
            assert [type(way) for way in operation.auth_callbacks][-1:] == [Requirement], address


def test_a_scope_that_does_not_exist_is_found_when_the_route_is_declared() -> None:
    assert requires("files:read") == Requirement(Scope.FILES_READ)
    with pytest.raises(ValueError, match="files:eat"):
        requires("files:eat")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer not.a.token"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Basic YWxpY2U6cGFzc3dvcmQ="},
        {"X-API-Key": ""},
        {"Cookie": "magictoolbox_session=forged"},
    ],
)
def test_credentials_that_are_none_answer_401(db: None, client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_token_signed_with_nothing_is_refused(app: App, alice_with_password: User) -> None:
    access = app.sign_in(alice_with_password.email).access
    forged = jwt.encode(jwt.decode(access, options={"verify_signature": False}), key="", algorithm="none")
    assert app.http.get("/api/v1/me", headers={"Authorization": f"Bearer {forged}"}).status_code == 401


def test_credentials_in_a_header_come_before_a_cookie(
    browser: Browser, alice_with_password: User, bob: User, client_of: ClientOf
) -> None:
    browser.sign_in(alice_with_password.email)
    key = client_of(bob).defaults["HTTP_AUTHORIZATION"]
    answer = browser.http.get("/api/v1/me", headers={"Authorization": key})
    assert answer.json()["name"] == "Bob"
    assert browser.http.get("/api/v1/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


class TestWithoutAccounts:
    """AUTH_MODE=none: whoever sits at this machine is the owner."""

    @pytest.fixture(autouse=True)
    def no_accounts(self, db: None, settings: Settings) -> None:
        environment = type(settings.ENVIRONMENT)
        settings.ENVIRONMENT = environment(auth_mode="none", trusted_proxies=["10.0.0.0/24"])

    def test_a_request_from_this_machine_is_the_owners(self, client: Client) -> None:
        for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
            assert client.get("/api/v1/me", REMOTE_ADDR=address).json()["role"] == Role.ADMINISTRATOR
        assert User.objects.count() == 1

    def test_a_request_through_a_trusted_proxy_is_the_owners(self, client: Client) -> None:
        assert client.get("/api/v1/me", REMOTE_ADDR="10.0.0.7").status_code == 200

    @pytest.mark.parametrize("address", ["10.0.1.7", "192.0.2.1", "2001:db8::1", ""])
    def test_a_request_from_elsewhere_is_nobodys(self, client: Client, address: str) -> None:
        spoofed = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
        assert client.get("/api/v1/me", REMOTE_ADDR=address, headers=spoofed).status_code == 401
        assert not User.objects.exists()

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
    def test_another_site_can_change_nothing_through_the_owners_browser(
        self, client: Client, origin: str
    ) -> None:
        answer = client.patch("/api/v1/me", {"name": "x"}, "application/json", headers={"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")

    @pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}], ids=["program", "front end"])
    def test_programs_and_our_own_front_end_can(self, client: Client, headers: dict[str, str]) -> None:
        answer = client.patch("/api/v1/me", {"name": "Me"}, "application/json", headers=headers)
        assert answer.json()["name"] == "Me"

    def test_the_owner_can_make_keys_and_use_them(self, client: Client) -> None:
        made = client.post("/api/v1/api-keys", {"name": "k", "scopes": ["tools:run"]}, "application/json")
        answer = client.get("/api/v1/me", headers={"X-API-Key": made.json()["key"]})
        assert answer.json()["code"] == "insufficient_scope"
