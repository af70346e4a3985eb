"""What receivers do to us, and what we do then: real requests to a real server."""

import socket
import threading
from datetime import timedelta
from time import time
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.iam.services.deactivate_user import deactivate_user
from apps.tools.managers.sending import CLAIM, Load
from apps.tools.models import WebhookDelivery, WebhookEndpoint
from apps.tools.services.replay_webhook_delivery import replay_webhook_delivery
from apps.tools.services.rotate_webhook_secret import rotate_webhook_secret
from apps.tools.services.update_webhook import update_webhook
from apps.tools.webhooks.delivering import TOTAL_SECONDS
from apps.tools.webhooks.sender import FAILING, MESSAGES, PER_ENDPOINT, PER_OWNER, Sender
from tests.support.product import eventually
from tests.support.receiver import Receiver, Reply
from tests.tools.webhooks.conftest import LetPass, Subscribe, after_tries, current, make_overdue, sent_test

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sender")]

DAY = timedelta(days=1)


def answering(status: int, **headers: str) -> Any:
    """A receiver that always says the same."""
    return lambda _: Reply(status, {name.replace("_", "-"): value for name, value in headers.items()})


def only_try(delivery: WebhookDelivery) -> tuple[int | None, str]:
    """What came of the first try."""
    attempt = after_tries(delivery, 1).tries.get()
    return attempt.status_code, attempt.error


class TestAMessage:
    def test_arrives_signed_with_its_id_and_time(self, subscribe: Subscribe, receiver: Receiver) -> None:
        endpoint, secret = subscribe()

        delivery = sent_test(endpoint)
        (message,) = receiver.wait_for(1)

        assert message.id == str(delivery.pk)
        assert message.is_signed_with(secret)
        assert abs(int(message.headers["webhook-timestamp"]) - time()) < 300
        assert message.body.decode() == delivery.body
        assert message.headers["content-type"] == "application/json"
        assert message.headers["user-agent"].startswith("MagicToolbox-Webhooks/")
        assert message.json["type"] == "webhook.test"
        assert message.path == "/hook"

    def test_is_delivered_once_any_2xx_comes_back(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = answering(202)
        delivery = after_tries(sent_test(subscribe()[0]), 1)

        assert (delivery.status, delivery.attempts) == ("delivered", 1)
        assert delivery.finished_at is not None
        assert only_try(delivery) == (202, "")
        assert len(receiver.messages) == 1

    def test_is_not_signed_with_another_secret(self, subscribe: Subscribe, receiver: Receiver) -> None:
        (endpoint, _), (_, other) = subscribe(), subscribe()

        sent_test(endpoint)

        assert not receiver.wait_for(1)[0].is_signed_with(other)


class TestAFailingReceiver:
    @pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
    def test_is_asked_again_later_under_the_same_id(
        self, status: int, subscribe: Subscribe, receiver: Receiver, let_pass: LetPass
    ) -> None:
        receiver.answer = answering(status)
        delivery = after_tries(sent_test(subscribe()[0]), 1)
        assert (delivery.status, delivery.attempts) == ("pending", 1)
        assert only_try(delivery) == (status, f"It answered {status}.")
        assert delivery.next_attempt_at > delivery.tries.get().started_at

        receiver.answer = answering(200)
        let_pass(delivery)

        assert after_tries(delivery, 2).status == "delivered"
        first, second = receiver.messages
        assert first.id == second.id
        assert first.body == second.body

    def test_that_hangs_up_is_asked_again(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = lambda _: Reply(hang_up=True)

        status, error = only_try(sent_test(subscribe()[0]))

        assert (status, error) == (None, "No answer: it closed the connection without an answer.")

    def test_that_is_not_there_is_asked_again(self, subscribe: Subscribe, receiver: Receiver) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        delivery = sent_test(subscribe(url=url)[0])

        status, error = only_try(delivery)

        assert (status, error) == (None, "It cannot be reached: Connection refused.")
        assert current(delivery).status == "pending"

    def test_that_redirects_is_not_followed(self, subscribe: Subscribe, receiver: Receiver) -> None:
        inside = receiver.url.replace("/hook", "/latest/meta-data")
        receiver.answer = answering(307, Location=inside)
        delivery = sent_test(subscribe()[0])

        assert only_try(delivery) == (307, "It answered 307; redirects are not followed.")

        assert [message.path for message in receiver.messages] == ["/hook"]
        assert current(delivery).status == "pending"

    def test_may_say_when_it_wants_to_be_asked_again(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = answering(503, Retry_After="1800")
        delivery = after_tries(sent_test(subscribe()[0]), 1)

        wait = delivery.next_attempt_at - delivery.tries.get().started_at

        assert wait >= timedelta(seconds=1800)

    def test_is_given_up_after_a_day(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = answering(500)
        delivery = after_tries(sent_test(subscribe()[0]), 1)
        assert timedelta(hours=23) < delivery.give_up_at - delivery.created_at <= timedelta(hours=25)

        make_overdue(delivery)

        assert after_tries(delivery, 2).status == "failed"
        assert current(delivery).endpoint.is_enabled

    def test_is_asked_a_last_time_at_the_very_end(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = answering(503, Retry_After="3600")
        soon = timedelta(minutes=10)
        delivery = after_tries(sent_test(subscribe()[0]), 1)
        WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=Now(), give_up_at=Now() + soon)

        delivery = after_tries(delivery, 2)

        assert delivery.next_attempt_at == delivery.give_up_at

    def test_that_took_nothing_for_five_days_is_disabled_with_a_reason(
        self, subscribe: Subscribe, receiver: Receiver
    ) -> None:
        receiver.answer = answering(500)
        endpoint, _ = subscribe()
        delivery = after_tries(sent_test(endpoint), 1)
        WebhookEndpoint.objects.update(failing_since=Now() - 5 * DAY)

        make_overdue(delivery)
        after_tries(delivery, 2)

        endpoint.refresh_from_db()
        assert (endpoint.is_enabled, endpoint.disabled_reason) == (
            False,
            "Nothing has arrived for five days.",
        )

    def test_that_takes_something_again_is_forgiven(self, subscribe: Subscribe, receiver: Receiver) -> None:
        endpoint, _ = subscribe()
        WebhookEndpoint.objects.update(failing_since=Now() - 4 * DAY)

        after_tries(sent_test(endpoint), 1)

        endpoint.refresh_from_db()
        assert endpoint.failing_since is None

    def test_that_is_gone_is_told_nothing_more(self, subscribe: Subscribe, receiver: Receiver) -> None:
        receiver.answer = answering(410)
        endpoint, _ = subscribe()

        delivery = after_tries(sent_test(endpoint), 1)

        assert delivery.status == "failed"
        assert not delivery.endpoint.is_enabled
        assert delivery.endpoint.disabled_reason == "The receiver answered 410 Gone."

    def test_that_is_enabled_again_gets_what_still_waits(
        self, subscribe: Subscribe, receiver: Receiver, let_pass: LetPass
    ) -> None:
        receiver.answer = answering(500)
        endpoint, _ = subscribe()
        delivery = after_tries(sent_test(endpoint), 1)
        receiver.answer = answering(200)
        update_webhook(endpoint=endpoint, is_enabled=False)
        let_pass(delivery)
        other = sent_test(subscribe()[0])
        after_tries(other, 1)  # so the sender has looked, and left the first alone
        assert len(receiver.messages) == 2

        update_webhook(endpoint=endpoint, is_enabled=True)
        let_pass(delivery)

        assert after_tries(delivery, 2).status == "delivered"


class TestASlowReceiver:
    def test_does_not_hold_up_the_others(self, subscribe: Subscribe, receiver: Receiver, bob: User) -> None:
        release = threading.Event()
        receiver.answer = lambda message: Reply(wait_for=release if message.path == "/slow" else None)
        slow, _ = subscribe(url=receiver.url.replace("/hook", "/slow"))
        quick, _ = subscribe()
        waiting = [sent_test(slow) for _ in range(10)]
        receiver.wait_for(PER_ENDPOINT)

        done = [after_tries(sent_test(quick), 1) for _ in range(3)]

        assert {delivery.status for delivery in done} == {"delivered"}
        held = [message for message in receiver.messages if message.path == "/slow"]
        assert len(held) == PER_ENDPOINT
        release.set()
        assert {after_tries(delivery, 1).status for delivery in waiting} == {"delivered"}

    def test_that_its_owner_has_many_of_takes_a_few_places_only(
        self, subscribe: Subscribe, receiver: Receiver, bob: User
    ) -> None:
        release = threading.Event()
        receiver.answer = lambda message: Reply(wait_for=release if message.path == "/slow" else None)
        slow = [subscribe(url=receiver.url.replace("/hook", "/slow"))[0] for _ in range(5)]
        waiting = [sent_test(endpoint) for endpoint in slow for _ in range(2)]
        receiver.wait_for(PER_OWNER)

        bobs, _ = subscribe(owner=bob)
        assert after_tries(sent_test(bobs), 1).status == "delivered"

        assert len([message for message in receiver.messages if message.path == "/slow"]) == PER_OWNER
        assert PER_OWNER < MESSAGES
        release.set()
        assert {after_tries(delivery, 1).status for delivery in waiting} == {"delivered"}


class TestAtLeastOnce:
    def test_what_a_killed_sender_had_in_hand_is_sent_again_under_its_id(
        self, subscribe: Subscribe, receiver: Receiver, let_pass: LetPass, sender: Sender
    ) -> None:
        sender.stop(grace=0)
        endpoint, _ = subscribe()
        delivery = sent_test(endpoint)
        lost = WebhookDelivery.objects.claim(load=Load())  # and then nothing more was heard of it
        assert lost is not None
        another = Sender()
        another.start()

        let_pass(delivery)  # the claim's time is over
        delivery = after_tries(delivery, 1)
        another.stop(grace=0)

        assert delivery.status == "delivered"
        assert [message.id for message in receiver.messages] == [str(delivery.pk)]

    def test_a_sender_that_lost_its_claim_writes_nothing(
        self, subscribe: Subscribe, receiver: Receiver, sender: Sender
    ) -> None:
        sender.stop(grace=0)
        sent_test(subscribe()[0])
        late = WebhookDelivery.objects.claim(load=Load())
        assert late is not None
        WebhookDelivery.objects.update(next_attempt_at=Now())
        taker = WebhookDelivery.objects.claim(load=Load())
        assert taker is not None

        WebhookDelivery.objects.record_failure(late, after=DAY, duration_ms=1, error="late")
        WebhookDelivery.objects.record_arrival(taker, duration_ms=1, status_code=200)
        WebhookDelivery.objects.record_refusal(late, duration_ms=1, status_code=410)

        delivery = current(taker)
        assert (delivery.status, delivery.tries.get().status_code) == ("delivered", 200)
        assert delivery.endpoint.is_enabled

    def test_what_is_claimed_is_nobody_elses_for_a_while(
        self, subscribe: Subscribe, receiver: Receiver, sender: Sender
    ) -> None:
        sender.stop(grace=0)
        delivery = sent_test(subscribe()[0])
        claimed = WebhookDelivery.objects.claim(load=Load())
        assert claimed == delivery

        assert WebhookDelivery.objects.claim(load=Load()) is None
        assert timedelta(seconds=TOTAL_SECONDS) < CLAIM

    def test_a_sender_leaves_alone_what_it_has_enough_of(
        self, subscribe: Subscribe, receiver: Receiver, sender: Sender, alice: User
    ) -> None:
        sender.stop(grace=0)
        endpoint, _ = subscribe()
        sent_test(endpoint)
        WebhookEndpoint.objects.update(failing_since=Now())

        for load in (Load(endpoints=[endpoint.pk]), Load(owners=[alice.pk]), Load(failing=True)):
            assert WebhookDelivery.objects.claim(load=load) is None

        assert FAILING < MESSAGES
        assert WebhookDelivery.objects.claim(load=Load()) is not None

    def test_a_replay_sends_the_same_message_under_the_same_id(
        self, subscribe: Subscribe, receiver: Receiver
    ) -> None:
        delivery = after_tries(sent_test(subscribe()[0]), 1)

        replay_webhook_delivery(delivery=current(delivery))
        delivery = after_tries(delivery, 2)

        first, second = receiver.messages
        assert (first.id, first.body) == (second.id, second.body)
        assert (delivery.status, delivery.attempts) == ("delivered", 1)


class TestSecrets:
    def test_during_a_rotation_both_sign(self, subscribe: Subscribe, receiver: Receiver) -> None:
        endpoint, old = subscribe()
        endpoint, new = rotate_webhook_secret(endpoint=endpoint, overlap=DAY)

        sent_test(endpoint)

        (message,) = receiver.wait_for(1)
        assert message.is_signed_with(old)
        assert message.is_signed_with(new)

    def test_after_the_overlap_only_the_new_one_signs(self, subscribe: Subscribe, receiver: Receiver) -> None:
        endpoint, old = subscribe()
        endpoint, new = rotate_webhook_secret(endpoint=endpoint, overlap=DAY)
        WebhookEndpoint.objects.update(former_secret_until=Now() - timedelta(seconds=1))

        sent_test(endpoint)

        (message,) = receiver.wait_for(1)
        assert not message.is_signed_with(old)
        assert message.is_signed_with(new)

    def test_without_an_overlap_the_old_one_is_forgotten_at_once(
        self, subscribe: Subscribe, receiver: Receiver
    ) -> None:
        endpoint, old = subscribe()
        endpoint, new = rotate_webhook_secret(endpoint=endpoint, overlap=timedelta(0))

        sent_test(endpoint)

        (message,) = receiver.wait_for(1)
        assert (message.is_signed_with(old), message.is_signed_with(new)) == (False, True)
        assert endpoint.former_secret == ""

    def test_a_former_secret_key_of_the_server_still_reads_them(
        self, subscribe: Subscribe, receiver: Receiver, settings: Settings
    ) -> None:
        endpoint, secret = subscribe()
        settings.SECRET_KEY_FALLBACKS = [str(settings.SECRET_KEY)]
        settings.SECRET_KEY = "another key, made when the first had leaked"

        sent_test(endpoint)

        assert receiver.wait_for(1)[0].is_signed_with(secret)

    def test_one_that_cannot_be_read_any_more_says_what_to_do(
        self, subscribe: Subscribe, receiver: Receiver, settings: Settings
    ) -> None:
        endpoint, _ = subscribe()
        settings.SECRET_KEY = "another key, as after a restore without var/"

        _, error = only_try(sent_test(endpoint))

        assert error == "Not sent: the server's secret key changed. Rotate the webhook's secret."
        assert receiver.messages == []


class TestWhereItGoes:
    def test_a_name_that_leads_inside_is_refused_when_it_is_sent(
        self, subscribe: Subscribe, receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.WEBHOOK_ALLOWED_NETWORKS = []
        monkeypatch.setattr(socket, "getaddrinfo", name_server("127.0.0.1"))
        endpoint, _ = subscribe(url="http://rebinding.example/")

        status, error = only_try(sent_test(endpoint))

        assert status is None
        assert error.startswith("Not sent: 127.0.0.1 is not an address of the public internet")
        assert receiver.messages == []

    def test_one_bad_address_among_good_ones_is_enough(
        self, subscribe: Subscribe, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", name_server("127.0.0.1", "169.254.169.254"))
        url = receiver.url.replace("127.0.0.1", "rebinding.example")

        _, error = only_try(sent_test(subscribe(url=url)[0]))

        assert error.startswith("Not sent: 169.254.169.254")
        assert receiver.messages == []

    def test_a_name_server_is_asked_once_and_what_it_said_is_connected_to(
        self, subscribe: Subscribe, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = name_server("127.0.0.1")
        monkeypatch.setattr(socket, "getaddrinfo", server)
        url = receiver.url.replace("127.0.0.1", "receiver.example")
        endpoint, _ = subscribe(url=url)
        server.asked.clear()

        assert only_try(sent_test(endpoint)) == (204, "")

        assert server.asked == ["receiver.example"]
        assert receiver.messages[0].headers["host"] == url.split("/")[2]

    def test_a_name_that_nobody_knows_is_tried_again(
        self, subscribe: Subscribe, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", name_server())
        delivery = sent_test(subscribe(url="https://nobody.example/")[0])

        _, error = only_try(delivery)

        assert error == "It cannot be reached: Name or service not known."
        assert current(delivery).status == "pending"

    def test_the_environments_proxies_are_not_asked(
        self, subscribe: Subscribe, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        assert only_try(sent_test(subscribe()[0])) == (204, "")

    def test_who_may_no_longer_enter_is_told_nothing(
        self, subscribe: Subscribe, receiver: Receiver, alice: User, bob: User
    ) -> None:
        endpoint, _ = subscribe()
        deactivate_user(user=alice)
        left = sent_test(endpoint)

        after_tries(sent_test(subscribe(owner=bob)[0]), 1)

        assert current(left).tries.count() == 0
        assert len(receiver.messages) == 1


class NameServer:
    """Answers with what it was given, in place of the resolver of the system."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self.addresses = addresses
        self.asked: list[str] = []
        self.resolve = socket.getaddrinfo

    def __call__(self, host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if not str(host).endswith(".example") or options.get("flags") == socket.AI_NUMERICHOST:
            return self.resolve(host, port, *arguments, **options)
        self.asked.append(host)
        if not self.addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.addresses]


def name_server(*addresses: str) -> NameServer:
    """One that knows every `.example` under these addresses."""
    return NameServer(addresses)


def test_a_message_is_made_while_a_worker_sends_and_sent_without_a_second_to_wait(
    subscribe: Subscribe, receiver: Receiver
) -> None:
    endpoint, _ = subscribe()
    deliveries = [sent_test(endpoint) for _ in range(20)]

    messages = receiver.wait_for(20)

    assert {message.id for message in messages} == {str(delivery.pk) for delivery in deliveries}
    eventually(lambda: not WebhookDelivery.objects.exclude(status="delivered").exists())


def test_a_try_leaves_how_long_it_took_and_when_it_began(subscribe: Subscribe, receiver: Receiver) -> None:
    delivery = after_tries(sent_test(subscribe()[0]), 1)

    attempt = delivery.tries.get()

    assert delivery.created_at - timedelta(seconds=1) <= attempt.started_at <= timezone.now()
    assert attempt.duration_ms < 20_000
