"""A browser's session: the cookie alone must not be enough to change anything."""

import pytest
from django.conf import settings

from apps.iam.models import User
from tests.iam.clients import Browser


@pytest.fixture
def signed_in(browser: Browser, alice_with_password: User) -> Browser:
    """Alice's browser."""
    assert browser.sign_in(alice_with_password.email).status_code == 200
    return browser


def test_a_session_cookie_is_enough_to_read(signed_in: Browser) -> None:
    assert signed_in.call("GET", "/api/v1/me", csrf=False).json()["name"] == "Alice"


def test_a_session_cookie_with_its_csrf_token_can_change(signed_in: Browser) -> None:
    assert signed_in.call("PATCH", "/api/v1/me", name="Alice B.").json()["name"] == "Alice B."


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_request_that_another_site_caused_changes_nothing(signed_in: Browser, origin: str) -> None:
    answer = signed_in.call("PATCH", "/api/v1/me", origin=origin, name="Mallory")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert signed_in.call("GET", "/api/v1/me").json()["name"] == "Alice"


def test_a_change_without_the_csrf_token_is_refused(signed_in: Browser) -> None:
    answer = signed_in.call("POST", "/api/v1/api-keys", csrf=False, name="k", scopes=["tools:run"])
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_csrf_token_in_a_form_field_does_not_count(signed_in: Browser) -> None:
    form = {"csrfmiddlewaretoken": signed_in.csrf_token, "name": "k"}
    assert signed_in.http.post("/api/v1/api-keys", form).json()["code"] == "csrf_failed"


def test_a_change_without_any_credentials_is_401_and_not_403(browser: Browser) -> None:
    answer = browser.call("PATCH", "/api/v1/me", csrf=False, name="Nobody")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_signing_in_changes_the_session_id_and_signing_out_ends_it(signed_in: Browser) -> None:
    cookie = signed_in.http.cookies[settings.SESSION_COOKIE_NAME]
    before = cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    signed_in.call("DELETE", "/_allauth/browser/v1/auth/session")
    signed_in.http.cookies[settings.SESSION_COOKIE_NAME] = before
    assert signed_in.call("GET", "/api/v1/me").status_code == 401


def test_a_session_of_a_deactivated_user_is_401(signed_in: Browser, alice_with_password: User) -> None:
    User.objects.filter(pk=alice_with_password.pk).update(is_active=False)
    assert signed_in.call("GET", "/api/v1/me").status_code == 401
