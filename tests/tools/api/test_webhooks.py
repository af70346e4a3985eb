"""Webhooks through the API: who may do what with them, and what is shown and what never."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.models import WebhookDelivery, WebhookEndpoint
from apps.tools.services.create_webhook import WEBHOOKS_MAX
from apps.tools.webhooks.events import WebhookEvent
from tests.conftest import ClientOf

WEBHOOKS = "/api/v1/webhooks"
URL = "https://receiver.example/hook?key=abc"
JSON = "application/json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def made(client: Client, **values: Any) -> Any:
    """A webhook of the client's, as the answer shows it."""
    answer = client.post(WEBHOOKS, {"url": URL} | values, JSON)
    assert answer.status_code == 201, answer.content
    return answer.json()


def sent_test(client: Client, webhook: Any) -> Any:
    """A test delivery to it."""
    answer = client.post(f"{WEBHOOKS}/{webhook['id']}/test")
    assert answer.status_code == 202, answer.content
    return answer.json()


def everything_stored() -> str:
    """All of the endpoints' and deliveries' rows, as the database holds them."""
    rows: list[object] = []
    with connection.cursor() as cursor:
        for table in ("tools_webhookendpoint", "tools_webhookdelivery"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


class TestMaking:
    def test_a_new_webhook_is_told_everything(self, client: Client) -> None:
        webhook = made(client, description="the shop")

        assert webhook["url"] == URL
        assert webhook["description"] == "the shop"
        assert (webhook["event_types"], webhook["is_enabled"]) == ([], True)
        assert (webhook["failing_since"], webhook["disabled_reason"]) == (None, "")

    def test_its_secret_is_shown_once_and_stored_encrypted(self, client: Client) -> None:
        webhook = made(client)
        secret = webhook.pop("secret")

        assert secret.startswith("whsec_")
        assert secret.removeprefix("whsec_") not in everything_stored()
        assert client.get(f"{WEBHOOKS}/{webhook['id']}").json() == webhook
        assert client.get(WEBHOOKS).json() == {"items": [webhook], "next_cursor": None}

    def test_it_can_ask_for_some_events(self, client: Client) -> None:
        webhook = made(client, event_types=["execution.failed", "batch.completed", "execution.failed"])

        assert webhook["event_types"] == ["batch.completed", "execution.failed"]

    def test_an_unknown_event_is_answered_with_the_nearest(self, client: Client) -> None:
        refused = client.post(WEBHOOKS, {"url": URL, "event_types": ["execution.complete"]}, JSON)

        assert refused.status_code == 422
        (problem,) = refused.json()["errors"]
        assert problem["pointer"] == "/event_types/0"
        assert "Did you mean 'execution.completed'?" in problem["msg"]
        assert all(event in problem["msg"] for event in WebhookEvent)

    def test_an_account_has_ten_at_most(self, client: Client, bob: User, client_of: ClientOf) -> None:
        for _ in range(WEBHOOKS_MAX):
            made(client)

        refused = client.post(WEBHOOKS, {"url": URL}, JSON)

        assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")
        assert "10" in refused.json()["detail"]
        assert made(client_of(bob))["url"] == URL

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("ftp://receiver.example/", "begin with https:// or http://"),
            ("receiver.example/hook", "begin with https:// or http://"),
            ("https://", "names no host"),
            ("https:///hook", "names no host"),
            ("https://user:pw@receiver.example/", "user name or password"),
            ("https://receiver.example/#part", "fragment"),
            ("https://receiver.example:70000/", "cannot be read"),
            ("https://receiver.example:8443/", "port 8443"),
            ("https://receiver.example:22/", "port 22"),
            ("https://receiver.example/a b", "ASCII"),
            ("https://receiver.example\\@127.0.0.1/", "ASCII"),
            ("https://bücher.example/", "ASCII"),
            ("https://receiver.example/\r\nX: y", "ASCII"),
            ("http://127.0.0.1/", "127.0.0.1"),
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://0177.0.0.1/", "127.0.0.1"),
            ("http://localhost/", "127.0.0.1"),
            ("http://api.localhost./", "127.0.0.1"),
            ("http://[::1]/", "::1"),
            ("http://[::ffff:10.0.0.1]/", "10.0.0.1"),
            ("http://169.254.169.254/latest/meta-data/", "169.254.169.254"),
            ("http://[fe80::1]/", "fe80::1"),
        ],
    )
    def test_an_address_that_no_webhook_may_reach_is_refused_with_the_reason(
        self, client: Client, url: str, reason: str
    ) -> None:
        refused = client.post(WEBHOOKS, {"url": url}, JSON)

        assert (refused.status_code, refused.json()["code"]) == (422, "webhook_url_not_allowed")
        assert reason in refused.json()["detail"]
        assert "public internet" in refused.json()["detail"]
        assert refused.json()["errors"][0]["pointer"] == "/url"
        assert not WebhookEndpoint.objects.exists()

    def test_the_operator_can_allow_private_receivers(self, client: Client, settings: Settings) -> None:
        settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/8"]

        assert made(client, url="http://10.1.2.3:8080/")["url"] == "http://10.1.2.3:8080/"
        assert client.post(WEBHOOKS, {"url": "http://192.168.1.1/"}, JSON).status_code == 422

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"url": URL, "secret": "whsec_mine"},
            {"url": URL, "owner_id": "1"},
            {"url": URL, "is_enabled": False},
            {"url": "https://receiver.example/" + "a" * 2000},
            {"url": URL, "description": "d" * 201},
            {"url": URL, "event_types": "execution.failed"},
        ],
    )
    def test_what_is_not_asked_for_is_refused(self, client: Client, body: dict[str, Any]) -> None:
        refused = client.post(WEBHOOKS, body, JSON)

        assert (refused.status_code, refused.json()["code"]) == (422, "validation_error")
        assert not WebhookEndpoint.objects.exists()


class TestChanging:
    def test_what_is_left_out_stays(self, client: Client) -> None:
        webhook = made(client, description="the shop", event_types=["execution.failed"])

        changed = client.patch(f"{WEBHOOKS}/{webhook['id']}", {"description": "the new shop"}, JSON)

        assert changed.status_code == 200
        assert changed.json()["description"] == "the new shop"
        for name in ("url", "event_types", "is_enabled", "created_at"):
            assert changed.json()[name] == webhook[name]
        assert changed.json()["updated_at"] > webhook["updated_at"]

    def test_an_empty_list_of_events_is_all_of_them(self, client: Client) -> None:
        webhook = made(client, event_types=["execution.failed"])

        changed = client.patch(f"{WEBHOOKS}/{webhook['id']}", {"event_types": []}, JSON)

        assert changed.json()["event_types"] == []

    def test_an_address_is_checked_again(self, client: Client) -> None:
        webhook = made(client)

        refused = client.patch(f"{WEBHOOKS}/{webhook['id']}", {"url": "http://10.0.0.1/"}, JSON)

        assert refused.json()["code"] == "webhook_url_not_allowed"
        assert WebhookEndpoint.objects.get().url == URL

    def test_to_enable_one_forgets_why_it_was_disabled(self, client: Client) -> None:
        webhook = made(client)
        WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
        WebhookEndpoint.objects.all().disable(reason="Nothing has arrived for five days.")
        shown = client.get(f"{WEBHOOKS}/{webhook['id']}").json()
        assert (shown["is_enabled"], shown["disabled_reason"]) == (
            False,
            "Nothing has arrived for five days.",
        )

        enabled = client.patch(f"{WEBHOOKS}/{webhook['id']}", {"is_enabled": True}, JSON).json()

        assert (enabled["is_enabled"], enabled["disabled_reason"]) == (True, "")
        assert enabled["failing_since"] is None

    def test_a_deleted_one_is_gone_with_its_deliveries(self, client: Client) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)

        assert client.delete(f"{WEBHOOKS}/{webhook['id']}").status_code == 204

        address = f"{WEBHOOKS}/{webhook['id']}/deliveries/{delivery['id']}"
        assert client.get(address).status_code == 404
        assert client.get(WEBHOOKS).json()["items"] == []

    def test_a_new_secret_is_shown_once_and_the_old_one_has_a_day(self, client: Client) -> None:
        webhook = made(client)
        before = timezone.now()

        rotated = client.generic("POST", f"{WEBHOOKS}/{webhook['id']}/rotate-secret").json()

        assert rotated["secret"].startswith("whsec_")
        assert rotated["secret"] != webhook["secret"]
        until = datetime.fromisoformat(rotated["former_secret_until"])
        assert timedelta(hours=23) < until - before < timedelta(hours=25)
        assert "secret" not in client.get(f"{WEBHOOKS}/{webhook['id']}").json()
        for secret in (rotated["secret"], webhook["secret"]):
            assert secret.removeprefix("whsec_") not in everything_stored()

    def test_an_overlap_is_a_week_at_most(self, client: Client) -> None:
        webhook = made(client)
        for seconds in (-1, 7 * 24 * 3600 + 1):
            refused = client.post(
                f"{WEBHOOKS}/{webhook['id']}/rotate-secret", {"overlap_seconds": seconds}, JSON
            )
            assert refused.json()["errors"][0]["pointer"] == "/overlap_seconds"


class TestDeliveries:
    def test_are_listed_newest_first_page_by_page(self, client: Client) -> None:
        webhook = made(client)
        sent = [sent_test(client, webhook)["id"] for _ in range(3)]
        address = f"{WEBHOOKS}/{webhook['id']}/deliveries"

        first = client.get(f"{address}?limit=2").json()
        second = client.get(f"{address}?limit=2&cursor={first['next_cursor']}").json()

        assert [item["id"] for item in first["items"] + second["items"]] == sent[::-1]
        assert second["next_cursor"] is None

    def test_are_narrowed_by_status_and_event(self, client: Client) -> None:
        webhook = made(client)
        failed, _ = sent_test(client, webhook), sent_test(client, webhook)
        WebhookDelivery.objects.filter(pk=failed["id"]).give_up()
        address = f"{WEBHOOKS}/{webhook['id']}/deliveries"

        def ids(query: str) -> list[str]:
            return [item["id"] for item in client.get(f"{address}?{query}").json()["items"]]

        assert ids("status=failed") == [failed["id"]]
        assert len(ids("status=failed&status=pending")) == 2
        assert len(ids("event_type=webhook.test")) == 2
        assert ids("event_type=execution.failed") == []
        assert client.get(f"{address}?status=lost").status_code == 422

    def test_show_what_is_sent_and_how_each_try_went(self, client: Client) -> None:
        webhook = made(client)
        pending = sent_test(client, webhook)
        WebhookDelivery.objects.get(pk=pending["id"]).tries.create(
            status_code=500, error="It answered 500.", duration_ms=12
        )

        shown = client.get(f"{WEBHOOKS}/{webhook['id']}/deliveries/{pending['id']}").json()

        assert shown["body"].startswith('{"type":"webhook.test","timestamp":"')
        assert [(it["status_code"], it["error"], it["duration_ms"]) for it in shown["tries"]] == [
            (500, "It answered 500.", 12)
        ]
        assert {name: value for name, value in shown.items() if name not in {"body", "tries"}} == pending

    def test_have_no_next_try_once_they_have_ended(self, client: Client) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)
        assert delivery["next_attempt_at"] is not None
        WebhookDelivery.objects.all().give_up()

        shown = client.get(f"{WEBHOOKS}/{webhook['id']}/deliveries/{delivery['id']}").json()

        assert (shown["status"], shown["next_attempt_at"]) == ("failed", None)

    def test_can_be_sent_again(self, client: Client) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)
        WebhookDelivery.objects.all().give_up()

        again = client.post(f"{WEBHOOKS}/{webhook['id']}/deliveries/{delivery['id']}/replay")

        assert again.status_code == 202
        assert (again.json()["id"], again.json()["status"]) == (delivery["id"], "pending")
        assert (again.json()["attempts"], again.json()["finished_at"]) == (0, None)

    def test_to_a_disabled_webhook_are_not_begun(self, client: Client) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)
        client.patch(f"{WEBHOOKS}/{webhook['id']}", {"is_enabled": False}, JSON)

        for address in ("test", f"deliveries/{delivery['id']}/replay"):
            refused = client.post(f"{WEBHOOKS}/{webhook['id']}/{address}")
            assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")


class TestStrangers:
    OPERATIONS = (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/rotate-secret"),
        ("POST", "/test"),
        ("GET", "/deliveries"),
        ("GET", "/deliveries/{delivery}"),
        ("POST", "/deliveries/{delivery}/replay"),
    )

    @pytest.mark.parametrize(("method", "rest"), OPERATIONS)
    def test_bob_cannot_tell_alices_webhooks_from_none(
        self, client: Client, bob: User, client_of: ClientOf, method: str, rest: str
    ) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)
        before = everything_stored()
        bobs, nobodys = client_of(bob), str(uuid4())

        def call(webhook_id: str) -> Any:
            path = f"{WEBHOOKS}/{webhook_id}{rest.format(delivery=delivery['id'])}"
            return bobs.generic(method, path, "{}", JSON)

        foreign, unknown = call(webhook["id"]), call(nobodys)

        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.json()["detail"].replace(webhook["id"], nobodys) == unknown.json()["detail"]
        assert everything_stored() == before
        assert bobs.get(WEBHOOKS).json()["items"] == []

    def test_a_delivery_is_found_under_its_own_webhook_only(self, client: Client) -> None:
        first, second = made(client), made(client)
        delivery = sent_test(client, first)

        answer = client.get(f"{WEBHOOKS}/{second['id']}/deliveries/{delivery['id']}")

        assert answer.status_code == 404

    @pytest.mark.parametrize(("method", "rest"), [("POST", None), *OPERATIONS])
    def test_a_key_without_the_scope_cannot_touch_them(
        self, client: Client, alice: User, client_of: ClientOf, method: str, rest: str | None
    ) -> None:
        webhook = made(client)
        delivery = sent_test(client, webhook)
        needed = Scope.WEBHOOKS_READ if method == "GET" else Scope.WEBHOOKS_WRITE
        narrow = client_of(alice, *(set(Scope) - {needed}))
        path = (
            WEBHOOKS if rest is None else f"{WEBHOOKS}/{webhook['id']}{rest.format(delivery=delivery['id'])}"
        )

        refused = narrow.generic(method, path, "{}", JSON)

        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
        assert needed in refused.json()["detail"]

    def test_nobody_is_answered_without_credentials(self) -> None:
        assert Client().get(WEBHOOKS).status_code == 401
