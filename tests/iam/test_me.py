"""The account of whoever asks."""

import pytest
from django.test import Client

from apps.iam.models import Role, User
from tests.conftest import ClientOf
from tests.iam.clients import App, Tokens


@pytest.fixture
def person(app: App, alice_with_password: User) -> Tokens:
    """Alice, signed in."""
    return app.sign_in(alice_with_password.email)


def test_me_is_whose_the_credentials_are(alice: User, bob: User, client_of: ClientOf) -> None:
    assert client_of(bob).get("/api/v1/me").json()["id"] == str(bob.pk)
    assert client_of(alice).get("/api/v1/me").json() == {
        "id": str(alice.pk),
        "email": "alice@example.com",
        "name": "Alice",
        "role": "user",
        "created_at": alice.created_at.isoformat().replace("+00:00", "Z"),
    }


def test_a_name_is_kept_without_what_cannot_be_seen(person: Tokens) -> None:
    assert (
        person.call("PATCH", "/api/v1/me", name="  Zoe\u0308 \u202eevil\r\n ").json()["name"]
        == "Zo\u00eb evil"
    )


@pytest.mark.parametrize("field", ["email", "role", "id", "is_active", "password", "created_at"])
def test_nothing_but_the_name_can_be_changed(person: Tokens, field: str) -> None:
    answer = person.call("PATCH", "/api/v1/me", name="New", **{field: "administrator"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    alice = User.objects.get()
    assert (alice.name, alice.role, alice.email) == ("Alice", Role.USER, "alice@example.com")


def test_a_name_that_is_too_long_is_refused(person: Tokens) -> None:
    assert person.call("PATCH", "/api/v1/me", name="n" * 101).status_code == 422


def test_text_that_only_looks_like_json_is_refused(person: Tokens) -> None:
    headers = {"Authorization": f"Bearer {person.access}"}
    answer = Client().generic("PATCH", "/api/v1/me", '{"name": "x"}', "text/plain", headers=headers)
    assert answer.status_code == 415
