"""The people of the tests, and how they reach the API."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from apps.iam.models import Role, User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from apps.iam.services.create_user import create_user

ClientOf = Callable[..., Client]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite in a file, as in production: threads and processes cannot share one in memory."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """Rate limits count from zero in each test: a cache outside of the database is not rolled back."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several test processes, let one of them run what starts whole products: each wants the machine."""
    for item in items:
        if item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.xdist_group("processes"))


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
    """`client_of(alice)` sends an API key of hers with each request; more arguments narrow its scopes."""

    def make(user: User, *scopes: Scope) -> Client:
        _, text = create_api_key(owner=user, name="test", scopes=scopes or tuple(Scope))
        return Client(headers={"Authorization": f"Bearer {text}"})

    return make
