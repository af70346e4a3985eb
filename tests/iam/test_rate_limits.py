"""Whoever asks too often is told to wait, everyone else is not, and nobody gets around it."""

import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from pydantic import SecretStr

from apps.iam.models import User
from apps.iam.rate_limits import make_counters
from tests.conftest import ClientOf
from tests.iam.clients import PASSWORD, App
from tests.support.product import free_port

FREE = "/api/v1/meta/version"
ME = "/api/v1/me"

SetLimits = Callable[..., None]


@pytest.fixture
def set_limits(settings: LazySettings) -> SetLimits:
    """`set_limits(address="2/minute")` allows two, and counts from nothing."""

    def set_them(**rates: str) -> None:
        update = {f"rate_limit_{limited}": rate for limited, rate in rates.items()}
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=update)
        make_counters.cache_clear()

    return set_them


@pytest.fixture
def somewhere() -> Callable[[], str]:
    """`somewhere()` is an address from which nobody has asked yet."""
    return lambda: str(IPv4Address(0x0A000000 + random.randrange(2**24)))


def ask(address: str, path: str = FREE, *, forwarded_for: str | None = None) -> Any:
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
    return Client().get(path, REMOTE_ADDR=address, headers=headers)


class TestAnAddress:
    def test_is_refused_when_nothing_is_left_and_told_when_to_return(
        self, set_limits: SetLimits, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="2/minute")
        home = somewhere()

        answers = [ask(home) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        refusal = answers[-1].json()
        assert (refusal["code"], refusal["retryable"]) == ("rate_limited", True)
        assert "More than 2 requests came within 60 seconds from this address." in refusal["detail"]
        assert 0 < int(answers[-1]["Retry-After"]) <= 60

    def test_learns_from_every_answer_what_is_left(
        self, set_limits: SetLimits, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="5/minute")
        home = somewhere()
        for left in (4, 3, 2):
            answer = ask(home)
            assert answer["RateLimit-Policy"] == '"address";q=5;w=60'
            assert re.fullmatch(rf'"address";r={left};t=([1-5]?\d|60)', answer["RateLimit"])

    def test_that_is_another_is_not_concerned(
        self, set_limits: SetLimits, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="1/minute")
        home = somewhere()
        assert [ask(home).status_code, ask(home).status_code, ask(somewhere()).status_code] == [200, 429, 200]

    def test_counts_as_one_with_its_neighbours_where_a_holder_has_a_network(
        self, set_limits: SetLimits
    ) -> None:
        set_limits(address="1/minute")
        network = f"2a02:{random.randrange(2**16):x}:{random.randrange(2**16):x}:1"
        assert [ask(f"{network}::{host}").status_code for host in (1, 2)] == [200, 429]

    def test_cannot_pretend_to_be_another(self, set_limits: SetLimits, somewhere: Callable[[], str]) -> None:
        set_limits(address="1/minute")
        home = somewhere()
        answers = [ask(home, forwarded_for=somewhere()) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]

    def test_is_the_one_that_a_trusted_proxy_names(
        self, set_limits: SetLimits, settings: LazySettings, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="1/minute", user="none")
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxies": ["192.0.2.1/32"]})
        clients = [somewhere(), somewhere()]
        answers = [ask("192.0.2.1", forwarded_for=client) for client in [*clients, *clients]]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]

    def test_pays_nothing_for_health_and_preflights(
        self, set_limits: SetLimits, settings: LazySettings, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="1/minute")
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example.com"]
        home, preflight = (
            somewhere(),
            {"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"},
        )
        for _ in range(3):
            assert ask(home, "/health").status_code == 200
            assert Client().options(FREE, REMOTE_ADDR=home, headers=preflight).status_code == 200
        assert ask(home).status_code == 200

    @pytest.mark.services
    def test_gets_no_request_more_when_fifty_come_at_once(
        self, set_limits: SetLimits, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="20/minute")
        home = somewhere()
        with ThreadPoolExecutor(50) as threads:
            codes = list(threads.map(lambda _: ask(home).status_code, range(50)))
        assert sorted(codes) == [200] * 20 + [429] * 30

    def test_is_counted_by_the_process_while_redis_is_away(
        self, set_limits: SetLimits, settings: LazySettings, somewhere: Callable[[], str]
    ) -> None:
        set_limits(address="2/minute")
        nowhere = SecretStr(f"redis://127.0.0.1:{free_port()}/0")
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"cache_url": nowhere})
        home = somewhere()
        assert [ask(home).status_code for _ in range(3)] == [200, 200, 429]


class TestAUser:
    def test_has_one_limit_for_all_keys_and_one_for_each(
        self, set_limits: SetLimits, alice: User, bob: User, client_of: ClientOf
    ) -> None:
        set_limits(key="2/minute", user="3/minute")
        first, second, other = client_of(alice), client_of(alice), client_of(bob)

        asked = [first, first, first, second, second, other]
        answers = [client.get(ME) for client in asked]

        assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 429, 200]
        assert "from this key" in answers[2].json()["detail"]
        assert "from this user" in answers[4].json()["detail"]
        assert re.fullmatch(r'"key";r=1;t=\d+, "user";r=0;t=\d+', answers[3]["RateLimit"])

    def test_who_only_tries_keys_costs_nobody_anything(
        self, set_limits: SetLimits, alice: User, client_of: ClientOf
    ) -> None:
        set_limits(user="1/minute")
        for _ in range(3):
            assert Client(headers={"X-API-Key": "mtb_wrong"}).get(ME).status_code == 401
        assert client_of(alice).get(ME).status_code == 200


class TestTheUsualLimits:
    def test_are_none_where_only_this_machine_can_come(self, alice: User, client_of: ClientOf) -> None:
        assert "RateLimit" not in client_of(alice).get(ME).headers

    def test_are_wide_where_others_can_come(
        self, settings: LazySettings, alice: User, client_of: ClientOf
    ) -> None:
        update = {"public_url": "https://tools.example.com"}
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=update)
        policy = client_of(alice).get(ME)["RateLimit-Policy"]
        assert policy == '"address";q=6000;w=60, "key";q=3000;w=60, "user";q=3000;w=60'


class TestSigningIn:
    def sign_in(self, app: App, address: str, password: str) -> Any:
        body = {"email": "alice@example.com", "password": password}
        place = "/_allauth/app/v1/auth/login"
        return app.http.post(place, body, content_type="application/json", REMOTE_ADDR=address)

    def test_who_guesses_is_stopped_even_with_the_right_password(
        self, app: App, alice_with_password: User, somewhere: Callable[[], str]
    ) -> None:
        thief = somewhere()
        for number in range(10):
            answer = self.sign_in(app, thief, f"guess number {number}")
            assert answer.json()["errors"][0]["code"] == "email_password_mismatch"
        answer = self.sign_in(app, thief, PASSWORD)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_many_login_attempts")

    def test_who_guesses_does_not_lock_the_owner_out(
        self, app: App, alice_with_password: User, somewhere: Callable[[], str]
    ) -> None:
        for number in range(30):
            self.sign_in(app, somewhere() if number % 3 else "198.51.100.7", f"guess number {number}")
        assert self.sign_in(app, somewhere(), PASSWORD).status_code == 200
