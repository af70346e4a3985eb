"""API keys: what programs use."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.iam.key_text import KeyText
from apps.iam.models import ApiKey, User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from tests.conftest import ClientOf
from tests.iam.clients import App, Tokens

KEYS = "/api/v1/api-keys"


@pytest.fixture
def person(app: App, alice_with_password: User) -> Tokens:
    """Alice, signed in."""
    return app.sign_in(alice_with_password.email)


def made_by(person: Tokens, **changes: Any) -> Any:
    answer = person.call("POST", KEYS, **{"name": "laptop", "scopes": ["account:read"], **changes})
    assert answer.status_code == 201
    return answer.json()


def status_with(key: str) -> int:
    return Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/me").status_code


def test_a_new_key_opens_the_api_in_either_header(person: Tokens) -> None:
    key = made_by(person)["key"]
    assert status_with(key) == 200
    assert Client(headers={"X-API-Key": key}).get("/api/v1/me").json()["name"] == "Alice"


def test_the_text_of_a_key_is_shown_once_and_never_stored(person: Tokens) -> None:
    made = made_by(person)
    secret = made["key"].split("_")[2]
    assert secret not in str(ApiKey.objects.values().get())
    listed = person.call("GET", KEYS).json()["items"]
    assert listed == [{name: value for name, value in made.items() if name != "key"}]
    assert person.call("GET", f"{KEYS}/{made['id']}").json() == listed[0]


def test_a_key_can_be_renamed_and_nothing_else(person: Tokens) -> None:
    made = made_by(person)
    assert person.call("PATCH", f"{KEYS}/{made['id']}", name="desktop").json()["name"] == "desktop"
    for field, value in {"scopes": ["tools:run"], "owner_id": "1", "revoked_at": None}.items():
        assert person.call("PATCH", f"{KEYS}/{made['id']}", name="x", **{field: value}).status_code == 422
    assert ApiKey.objects.get().name == "desktop"


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(person: Tokens) -> None:
    made = made_by(person)
    assert person.call("DELETE", f"{KEYS}/{made['id']}").status_code == 204
    assert status_with(made["key"]) == 401
    revoked_at = person.call("GET", f"{KEYS}/{made['id']}").json()["revoked_at"]
    assert revoked_at is not None
    assert person.call("DELETE", f"{KEYS}/{made['id']}").status_code == 204
    assert person.call("GET", f"{KEYS}/{made['id']}").json()["revoked_at"] == revoked_at


def test_a_key_ends_when_its_time_has_come(alice: User) -> None:
    key, text = create_api_key(
        owner=alice,
        name="k",
        scopes=[Scope.ACCOUNT_READ],
        expires_at=timezone.now() + timedelta(hours=1),
    )
    assert status_with(text) == 200
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status_with(text) == 401


def test_a_key_cannot_be_made_to_expire_in_the_past(person: Tokens) -> None:
    answer = person.call("POST", KEYS, name="k", scopes=["tools:run"], expires_at="2020-01-01T00:00:00Z")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/expires_at")


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "scopes": ["tools:run"]},
        {"name": "\u202e\u200b", "scopes": ["tools:run"]},
        {"name": "n" * 101, "scopes": ["tools:run"]},
        {"name": "k", "scopes": []},
        {"name": "k", "scopes": ["files:delete"]},
        {"name": "k", "scopes": ["tools:run"], "expires_at": "2030-01-01T00:00:00"},
        {"name": "k", "scopes": ["tools:run"], "owner": "someone"},
    ],
    ids=["no name", "invisible name", "long name", "no scope", "unknown scope", "no zone", "unknown field"],
)
def test_a_key_that_makes_no_sense_is_refused(person: Tokens, body: dict[str, Any]) -> None:
    assert person.call("POST", KEYS, **body).status_code == 422
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text[:20],
        lambda text: text + "a",
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: text[:4] + text[4:].swapcase(),
        lambda _text: "mtb_",
        lambda _text: str(KeyText.generate()),
        lambda text: str(KeyText(text.split("_")[1], "0" * 32)),
        lambda text: text + "\u00e9",
    ],
    ids=["cut off", "half", "longer", "checksum", "case", "empty", "unknown", "wrong secret", "not ASCII"],
)
def test_a_spoilt_key_gets_the_same_401_whatever_is_wrong(alice: User, spoil: Any) -> None:
    _, text = create_api_key(owner=alice, name="k", scopes=[Scope.ACCOUNT_READ])
    answer = Client(headers={"X-API-Key": spoil(text)}).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"].startswith("The API key is mistyped, unknown, revoked or expired.")
    assert status_with(text) == 200


def test_a_mistyped_key_does_not_reach_the_database(db: None, django_assert_num_queries: Any) -> None:
    text = str(KeyText.generate())
    with django_assert_num_queries(0):
        assert ApiKey.objects.for_token(text[:-1]) is None


def test_a_key_in_the_address_is_not_looked_at(alice: User, client: Client) -> None:
    _, text = create_api_key(owner=alice, name="k", scopes=list(Scope))
    assert client.get(f"/api/v1/me?api_key={text}&X-API-Key={text}").status_code == 401


def test_a_key_without_the_scope_is_refused_and_told_which_one_it_needs(
    alice: User, client_of: ClientOf
) -> None:
    answer = client_of(alice, Scope.TOOLS_RUN, Scope.FILES_READ).get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert "'account:read'" in answer.json()["detail"]
    assert "files:read, tools:run" in answer.json()["detail"]


def test_no_key_can_make_rename_or_revoke_keys_or_change_the_account(
    alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    key = ApiKey.objects.get()
    for method, path in [
        ("POST", KEYS),
        ("PATCH", f"{KEYS}/{key.pk}"),
        ("DELETE", f"{KEYS}/{key.pk}"),
        ("PATCH", "/api/v1/me"),
    ]:
        answer = client.generic(method, path, '{"name": "x"}', "application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "api_key_not_accepted")
    key.refresh_from_db()
    assert (ApiKey.objects.count(), key.name, key.revoked_at) == (1, "test", None)


def test_a_stranger_gets_the_same_404_as_for_an_unknown_id(
    person: Tokens, bob: User, client_of: ClientOf
) -> None:
    client_of(bob)
    foreign, unknown = ApiKey.objects.get(owner=bob).pk, uuid4()
    for method, body in [("GET", {}), ("PATCH", {"name": "mine"}), ("DELETE", {})]:
        answers = [person.call(method, f"{KEYS}/{key}", **body) for key in (foreign, unknown)]
        details = [answer.json()["detail"].replace(str(foreign), str(unknown)) for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert details[0] == details[1]
    assert person.call("GET", KEYS).json() == {"items": [], "next_cursor": None}
    assert ApiKey.objects.get(owner=bob).revoked_at is None


def test_the_list_is_paged_newest_first(person: Tokens) -> None:
    for number in range(3):
        made_by(person, name=f"key {number}")
    first = person.call("GET", f"{KEYS}?limit=2").json()
    second = person.call("GET", f"{KEYS}?limit=2&cursor={first['next_cursor']}").json()
    assert [key["name"] for key in first["items"] + second["items"]] == ["key 2", "key 1", "key 0"]
    assert second["next_cursor"] is None


def test_the_last_use_is_written_once_a_minute(alice: User) -> None:
    key, text = create_api_key(owner=alice, name="k", scopes=[Scope.ACCOUNT_READ])
    status_with(text)
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    status_with(text)
    key.refresh_from_db()
    assert key.last_used_at == first
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=True):
        status_with(text)
    key.refresh_from_db()
    assert key.last_used_at > first


def test_the_key_of_a_deactivated_user_opens_nothing(alice: User) -> None:
    _, text = create_api_key(owner=alice, name="k", scopes=[Scope.ACCOUNT_READ])
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert status_with(text) == 401
