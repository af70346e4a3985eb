"""Who may make an account, and which one is the administrator's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from pytest_django.fixtures import Settings

from apps.iam.models import Role, User
from apps.iam.services.get_local_owner import get_local_owner
from tests.iam.clients import PASSWORD, App


def with_environment(settings: Settings, **changes: Any) -> None:
    """What a start with other variables would make of it."""
    settings.ENVIRONMENT = type(settings.ENVIRONMENT)(**changes)


@pytest.fixture
def mail_is_configured(settings: Settings) -> None:
    """As after a start with EMAIL_URL."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def sign_up_together(*emails: str) -> list[int]:
    """The statuses of sign-ups that happen at the same moment."""
    start = Barrier(len(emails))

    def sign_up(email: str) -> int:
        start.wait()
        try:
            status: int = App().sign_up(email).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(emails)) as people:
        return list(people.map(sign_up, emails))


def test_the_first_account_is_the_administrator_and_no_other(app: App) -> None:
    for email in ("first@example.com", "second@example.com"):
        app.sign_up(email)
    assert list(User.objects.order_by("pk").values_list("email", "role")) == [
        ("first@example.com", Role.ADMINISTRATOR),
        ("second@example.com", Role.USER),
    ]


def test_of_sign_ups_at_the_same_moment_one_is_the_administrator(transactional_db: None) -> None:
    statuses = sign_up_together("a@example.com", "b@example.com", "c@example.com", "d@example.com")
    assert statuses == [200] * 4
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1
    assert User.objects.count() == 4


def test_of_two_sign_ups_with_one_email_at_the_same_moment_one_wins(transactional_db: None) -> None:
    statuses = sign_up_together("a@example.com", "a@example.com")
    assert 200 in statuses
    assert set(statuses) <= {200, 400, 409}
    assert User.objects.count() == 1


def test_the_owner_of_a_time_without_accounts_does_not_count_as_the_first(app: App) -> None:
    get_local_owner()
    app.sign_up("first@example.com")
    assert User.objects.get(email="first@example.com").role == Role.ADMINISTRATOR


def test_nobody_can_take_the_name_of_the_local_owner(app: App) -> None:
    assert app.sign_up("owner@local").status_code == 400


@pytest.mark.parametrize(
    "variables",
    [{"signup": "closed"}, {"public_url": "https://tools.example.com"}],
    ids=["closed", "not loopback"],
)
def test_a_closed_place_lets_nobody_sign_up(app: App, settings: Settings, variables: dict[str, str]) -> None:
    with_environment(settings, **variables)
    assert app.sign_up("alice@example.com").status_code == 403
    assert not User.objects.exists()


def test_an_open_place_lets_everybody_sign_up_wherever_it_is(app: App, settings: Settings) -> None:
    with_environment(settings, signup="open", public_url="https://tools.example.com")
    assert app.sign_up("alice@example.com").status_code == 200


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("alice@example.com", 200),
        ("Alice@EXAMPLE.com", 200),
        ("alice@sub.example.com", 400),
        ("alice@notexample.com", 400),
        ("alice@example.com.evil.example", 400),
    ],
)
def test_a_place_for_one_domain_takes_its_addresses_only(
    app: App, settings: Settings, email: str, status: int
) -> None:
    with_environment(settings, signup="domain:example.com")
    assert app.sign_up(email).status_code == status
    assert User.objects.exists() is (status == 200)


@pytest.mark.parametrize(
    "password",
    ["short", "1234567890123", "password1234", "alice.wonder@example.com", "Wonder Woman Alice"],
    ids=["short", "digits", "common", "the e-mail", "the name"],
)
def test_a_weak_password_is_refused(app: App, password: str) -> None:
    answer = app.sign_up("alice.wonder@example.com", name="Wonder Woman Alice", password=password)
    assert answer.status_code == 400
    assert {error["param"] for error in answer.json()["errors"]} == {"password"}
    assert not User.objects.exists()


def test_nobody_can_choose_a_role(app: App, administrator: User) -> None:
    app.sign_up("mallory@example.com", role="administrator", is_active=True, id="1")
    assert User.objects.get(email="mallory@example.com").role == Role.USER


def test_passwords_are_kept_as_argon2id(app: App) -> None:
    app.sign_up("alice@example.com")
    assert User.objects.get().password.startswith("argon2$argon2id$")


@pytest.mark.usefixtures("mail_is_configured")
def test_with_mail_an_account_opens_when_its_code_has_come_back(app: App) -> None:
    answer = app.sign_up("alice@example.com")
    assert answer.status_code == 401
    code = next(word for word in mail.outbox[0].body.split() if len(word) == 9 and word[4] == "-")
    headers = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    wrong = app.http.post(
        "/_allauth/app/v1/auth/email/verify", {"key": "no"}, "application/json", headers=headers
    )
    assert wrong.status_code == 400
    verified = app.http.post(
        "/_allauth/app/v1/auth/email/verify", {"key": code}, "application/json", headers=headers
    )
    assert verified.status_code == 200
    assert app.sign_in("alice@example.com").open_the_api()


@pytest.mark.usefixtures("mail_is_configured")
def test_with_mail_signing_up_does_not_tell_who_has_an_account(app: App, alice_with_password: User) -> None:
    known, unknown = app.sign_up("alice@example.com"), app.sign_up("nobody@example.com")
    assert known.status_code == unknown.status_code == 401
    assert known.json()["data"] == unknown.json()["data"]
    assert [message.to for message in mail.outbox] == [["alice@example.com"], ["nobody@example.com"]]


def test_signing_in_does_not_tell_who_has_an_account(app: App, alice_with_password: User) -> None:
    known = app.post("auth/login", email="alice@example.com", password="not the password")
    unknown = app.post("auth/login", email="nobody@example.com", password="not the password")
    assert known.status_code == unknown.status_code == 400
    assert known.json() == unknown.json()


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(
    app: App, alice_with_password: User
) -> None:
    known = app.post("auth/password/request", email="alice@example.com")
    unknown = app.post("auth/password/request", email="nobody@example.com")
    assert known.status_code == unknown.status_code == 401
    for answer in (known, unknown):
        assert answer.json()["meta"].pop("session_token")
    assert known.json()["data"] == unknown.json()["data"]


def test_a_forgotten_password_is_replaced_with_a_code_from_the_mail(
    app: App, alice_with_password: User
) -> None:
    tokens = app.sign_in("alice@example.com")
    asked = app.post("auth/password/request", email="alice@example.com")
    code = next(word for word in mail.outbox[0].body.split() if len(word) == 9 and word[4] == "-")
    new = "another horse, another battery"
    headers = {"X-Session-Token": asked.json()["meta"]["session_token"]}
    app.http.post(
        "/_allauth/app/v1/auth/password/reset",
        {"key": code, "password": new},
        "application/json",
        headers=headers,
    )
    assert not tokens.open_the_api()
    assert app.sign_in("alice@example.com", password=new).open_the_api()


def test_guessing_a_password_is_stopped_after_ten_attempts(app: App, alice_with_password: User) -> None:
    for number in range(10):
        answer = app.post("auth/login", email="alice@example.com", password=f"wrong password {number}")
        assert answer.json()["errors"][0]["code"] == "email_password_mismatch"
    stopped = app.post("auth/login", email="alice@example.com", password=PASSWORD)
    assert stopped.json()["errors"][0]["code"] == "too_many_login_attempts"
