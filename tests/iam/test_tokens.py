"""An app's access and refresh tokens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connections
from django.utils import timezone

from apps.iam.models import User
from apps.iam.tokens import ROTATION_GRACE
from tests.iam.clients import PASSWORD, App, Tokens

EMAIL = "alice@example.com"


@pytest.fixture
def tokens(app: App, alice_with_password: User) -> Tokens:
    """What alice's app got when she signed in."""
    return app.sign_in(EMAIL)


def seconds_later(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True)


def test_signing_up_and_in_opens_the_api(app: App) -> None:
    assert app.sign_up("new@example.com", name="New").status_code == 200
    me = app.sign_in("new@example.com").call("GET", "/api/v1/me").json()
    assert (me["email"], me["name"]) == ("new@example.com", "New")


def test_signing_in_does_not_mind_the_case_of_the_email(app: App, alice_with_password: User) -> None:
    assert app.sign_in("Alice@Example.COM").open_the_api()


def test_refreshing_gives_new_tokens_that_open_the_api(tokens: Tokens) -> None:
    renewed = tokens.renewed()
    assert renewed is not None
    assert renewed.refresh != tokens.refresh
    assert renewed.access != tokens.access
    assert renewed.open_the_api()


def test_a_refresh_token_repeated_at_once_gets_the_same_successor(tokens: Tokens) -> None:
    first, second = tokens.renewed(), tokens.renewed()
    assert first is not None
    assert second is not None
    assert first.refresh == second.refresh
    assert second.open_the_api()


def test_two_tabs_that_refresh_at_the_same_moment_go_on_with_the_same_token(
    transactional_db: None, tokens: Tokens
) -> None:
    start = Barrier(2)

    def refresh(_tab: int) -> Tokens | None:
        start.wait()
        try:
            return Tokens(App(), tokens.meta).renewed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as tabs:
        first, second = tabs.map(refresh, range(2))
    assert first is not None
    assert second is not None
    assert first.refresh == second.refresh
    assert first.renewed() is not None


def test_a_refresh_token_that_comes_back_late_ends_the_session(tokens: Tokens) -> None:
    successor = tokens.renewed()
    assert successor is not None
    with seconds_later(ROTATION_GRACE + 1):
        assert successor.open_the_api()
        assert tokens.renewed() is None
        assert not successor.open_the_api()
        assert successor.renewed() is None
    assert not UserSession.objects.exists()


def test_a_late_refresh_token_leaves_the_other_sessions_of_the_user(app: App, tokens: Tokens) -> None:
    other = app.sign_in(EMAIL)
    assert tokens.renewed()
    with seconds_later(ROTATION_GRACE + 1):
        assert tokens.renewed() is None
        assert other.open_the_api()


def test_the_grace_is_counted_from_the_rotation_and_not_from_each_repetition(tokens: Tokens) -> None:
    assert tokens.renewed()
    with seconds_later(ROTATION_GRACE - 5):
        assert tokens.renewed()
    with seconds_later(ROTATION_GRACE + 5):
        assert tokens.renewed() is None


def test_an_access_token_ends_after_a_quarter_of_an_hour_and_the_refresh_token_after_a_week(
    tokens: Tokens,
) -> None:
    with seconds_later(16 * 60):
        assert not tokens.open_the_api()
    with seconds_later(7 * 24 * 3600 + 60):
        assert tokens.renewed() is None


def test_a_refresh_token_opens_nothing_and_an_access_token_refreshes_nothing(tokens: Tokens) -> None:
    swapped = Tokens(tokens.app, {"access_token": tokens.refresh, "refresh_token": tokens.access})
    assert not swapped.open_the_api()
    assert swapped.renewed() is None


@pytest.mark.parametrize("damage", [lambda token: token[:-2], lambda token: token + "x", str.swapcase])
def test_a_damaged_token_is_refused(tokens: Tokens, damage: object) -> None:
    assert callable(damage)
    damaged = Tokens(
        tokens.app, {"access_token": damage(tokens.access), "refresh_token": damage(tokens.refresh)}
    )
    assert not damaged.open_the_api()
    assert damaged.renewed() is None
    assert tokens.open_the_api()


def test_signing_out_ends_access_at_once(tokens: Tokens) -> None:
    assert tokens.call("DELETE", "/_allauth/app/v1/auth/session").status_code == 401
    assert not tokens.open_the_api()
    assert tokens.renewed() is None


def test_a_new_password_ends_every_session_at_once(app: App, tokens: Tokens) -> None:
    elsewhere = app.sign_in(EMAIL)
    new = "another horse, another battery"
    tokens.call(
        "POST", "/_allauth/app/v1/account/password/change", current_password=PASSWORD, new_password=new
    )
    for ended in (tokens, elsewhere):
        assert not ended.open_the_api()
        assert ended.renewed() is None
    assert app.sign_in(EMAIL, password=new).open_the_api()


def test_a_user_can_end_another_session_of_theirs(app: App, tokens: Tokens) -> None:
    elsewhere = app.sign_in(EMAIL)
    sessions = tokens.call("GET", "/_allauth/app/v1/auth/sessions").json()["data"]
    others = [session["id"] for session in sessions if not session["is_current"]]
    tokens.call("DELETE", "/_allauth/app/v1/auth/sessions", sessions=others)
    assert not elsewhere.open_the_api()
    assert tokens.open_the_api()
