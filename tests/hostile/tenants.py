"""Everyone who may come for what is alice's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from apps.iam.models import Role, User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from apps.iam.services.create_user import create_user
from apps.iam.services.revoke_api_key import revoke_api_key
from tests.hostile.operations import Operation

READING = tuple(scope for scope in Scope if scope.endswith(":read"))
SESSIONS_LAST = timedelta(days=100)
"""Longer than any."""
ALLOWED = "allowed"
"""What the operation answers who may call it."""


@dataclass(frozen=True, slots=True)
class Comer:
    """Someone who tries an operation, and the answer that must come."""

    name: str
    enter: Callable[[User, Operation], Client]
    expect: Callable[[Operation], int | str]

    def __str__(self) -> str:
        return self.name


def keyless(_: User, __: Operation) -> Client:
    """Nobody in particular."""
    return Client()


def with_key(owner: User, scopes: tuple[Scope, ...]) -> Client:
    """A program with a key of someone's."""
    _, text = create_api_key(owner=owner, name="test", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {text}"})


def signed_in(user: User) -> Client:
    """A browser with a session."""
    client = Client()
    client.force_login(user)
    return client


def someone(role: Role) -> Callable[[User, Operation], Client]:
    """A person of this role who is not alice, with everything the operation asks for."""

    def enter(_: User, operation: Operation) -> Client:
        user = create_user(email=f"{role}@example.net", password=None, name="Someone", role=role)
        return with_key(user, tuple(Scope)) if operation.takes_keys else signed_in(user)

    return enter


def reader(alice: User, _: Operation) -> Client:
    """A key of hers that may read everything, and nothing else."""
    return with_key(alice, READING)


def without_the_scope(alice: User, operation: Operation) -> Client:
    """A key of hers that may do everything but this."""
    return with_key(alice, tuple(scope for scope in Scope if scope != operation.scope))


def revoked(alice: User, _: Operation) -> Client:
    """A key of hers that was taken back."""
    key, text = create_api_key(owner=alice, name="lost", scopes=tuple(Scope))
    revoke_api_key(key=key)
    return Client(headers={"Authorization": f"Bearer {text}"})


def expired(alice: User, _: Operation) -> Client:
    """A browser that was left alone for long."""
    with time_machine.travel(timezone.now() - SESSIONS_LAST):
        return signed_in(alice)


def herself(alice: User, operation: Operation) -> Client:
    """Alice, with no more than it takes."""
    if not operation.takes_keys:
        return signed_in(alice)
    return with_key(alice, (Scope(operation.scope),) if operation.scope else ())


STRANGER = Comer("stranger", someone(Role.USER), lambda _: 404)
COMERS = (
    Comer("anonymous", keyless, lambda _: 401),
    STRANGER,
    Comer("operator", someone(Role.OPERATOR), lambda _: 404),
    Comer("administrator", someone(Role.ADMINISTRATOR), lambda _: 404),
    Comer("read-only key", reader, lambda it: ALLOWED if it.reads else 403),
    Comer("key without the scope", without_the_scope, lambda _: 403),
    Comer("revoked key", revoked, lambda _: 401),
    Comer("expired session", expired, lambda _: 401),
    Comer("alice", herself, lambda _: ALLOWED),
)
