"""What is alice's is nobody else's: every operation with an id, tried by everyone who may come."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from tests.hostile.operations import Operation, operations
from tests.hostile.tenants import ALLOWED, COMERS, STRANGER, Comer, with_key
from tests.tools.conftest import Store

pytestmark = pytest.mark.django_db

Ids = dict[str, str]
"""The name of a path's parameter → an id."""

BODIES: dict[str, dict[str, Any]] = {
    "update_api_key": {"name": "other"},
    "revoke_api_key": {},
    "get_api_key": {},
    "get_file": {},
    "delete_file": {},
    "get_file_content": {},
    "create_file_link": {},
    "get_file_preview": {},
    "get_execution": {},
    "delete_execution": {},
    "cancel_execution": {},
    "retry_execution": {},
    "get_execution_archive": {},
    "follow_execution": {},
    "get_batch": {},
    "delete_batch": {},
    "cancel_batch": {},
    "get_batch_archive": {},
    "get_webhook": {},
    "update_webhook": {"description": "other"},
    "delete_webhook": {},
    "list_webhook_deliveries": {},
    "get_webhook_delivery": {},
    "replay_webhook_delivery": {},
    "rotate_webhook_secret": {},
    "send_test_webhook": {},
}
"""What is sent with each; an operation that is not here was added without a thought of who may call it."""

SERVED = {200, 201, 202, 204, 409, 422}
"""Done, not possible in the state it is in, or not with such a file."""
OPERATIONS = [operation for operation in operations() if operation.has_id]


@pytest.fixture
def ids(alice: User, store: Store) -> Ids:
    """One of everything: a file, a batch with its execution, a webhook with a delivery, a key."""
    client = with_key(alice, tuple(Scope))
    file = store(b"hers alone", name="hers.bin")

    def made(path: str, **body: object) -> dict[str, Any]:
        answer = client.post(f"/api/v1{path}", body, content_type="application/json")
        assert answer.status_code in {201, 202}, answer.content
        return dict(answer.json())

    batch = made("/tools/checksum/batches", inputs=[str(file.pk)])
    execution = client.get("/api/v1/executions").json()["items"][0]
    webhook = made("/webhooks", url="https://receiver.example/hook")
    delivery = made(f"/webhooks/{webhook['id']}/test")
    key, _ = create_api_key(owner=alice, name="laptop", scopes=[Scope.ACCOUNT_READ])
    return {
        "file_id": str(file.pk),
        "batch_id": batch["id"],
        "execution_id": execution["id"],
        "webhook_id": webhook["id"],
        "delivery_id": delivery["id"],
        "api_key_id": str(key.pk),
    }


def call(client: Client, operation: Operation, ids: Ids) -> Any:
    """Try it."""
    return client.generic(
        operation.method.upper(),
        operation.path.format(**ids),
        json.dumps(BODIES[operation.id]),
        content_type="application/json",
    )


def test_every_operation_with_an_id_has_its_row() -> None:
    assert {operation.id for operation in OPERATIONS} == set(BODIES)


@pytest.mark.parametrize("comer", COMERS, ids=str)
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_who_may_do_what(operation: Operation, comer: Comer, alice: User, ids: Ids) -> None:
    client = comer.enter(alice, operation)

    answer = call(client, operation, ids)
    status = answer.status_code

    if comer.expect(operation) == ALLOWED:
        assert status in SERVED or answer.json()["code"] == "no_preview"
    else:
        assert status == comer.expect(operation)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_stranger_cannot_tell_what_is_hers_from_what_does_not_exist(
    operation: Operation, bob: User, ids: Ids
) -> None:
    client = STRANGER.enter(bob, operation)
    nobodys = {name: str(uuid4()) for name in ids}

    hers, nothing = call(client, operation, ids), call(client, operation, nobodys)

    assert hers.status_code == nothing.status_code == 404
    assert without_ids(hers, ids) == without_ids(nothing, nobodys)


def without_ids(answer: HttpResponse, ids: Ids) -> str:
    """What an answer says, whatever was asked for and whenever."""
    text = answer.content.decode()
    for name, value in ids.items():
        text = text.replace(value, name)
    return text.replace(answer.headers["X-Request-ID"], "request")
