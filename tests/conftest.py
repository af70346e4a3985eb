"""The people of the tests, and how they reach the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.iam.models import Role, User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from apps.iam.services.create_user import create_user

ClientOf = Callable[..., Client]


@pytest.fixture
def alice(db: None) -> User:
    """Someone with an account."""
    return create_user(email="alice@example.com", password=None, name="Alice", role=Role.USER)


@pytest.fixture
def bob(db: None) -> User:
    """Someone else, who must see nothing of alice's."""
    return create_user(email="bob@example.com", password=None, name="Bob", role=Role.USER)


@pytest.fixture
def administrator(db: None) -> User:
    """The one who runs the place."""
    return create_user(email="admin@example.com", password=None, name="Ada", role=Role.ADMINISTRATOR)


@pytest.fixture
def client_of() -> ClientOf:
    """`client_of(alice)` sends an API key of hers with each request; `client_of(alice, scope, …)` a lesser one."""

    def make(user: User, *scopes: Scope) -> Client:
        _, text = create_api_key(owner=user, name="test", scopes=scopes or tuple(Scope))
        return Client(headers={"Authorization": f"Bearer {text}"})

    return make
