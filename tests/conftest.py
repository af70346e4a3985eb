"""The people of the tests, and how they reach the API."""

import os
from collections.abc import Callable, Generator, Iterator
from uuid import uuid4

import hypothesis
import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django.fixtures import Settings

from apps.iam.models import Role, User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from apps.iam.services.create_user import create_user
from apps.tools.managers.transitions import WITHOUT_LEASE
from apps.tools.models import ToolExecution

hypothesis.settings.register_profile("long", max_examples=2000, stateful_step_count=60, deadline=None)
"""For `pytest --hypothesis-profile=long`: a search of hours rather than seconds."""

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run, on other services than the first."""
    parser.addoption(
        "--only-services",
        action="store_true",
        help="Leave out the tests that touch no configured service: they cannot differ from the first run.",
    )


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several test processes, let two of them run what starts whole products: each wants the machine."""
    for item in items:
        if item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    if config.getoption("--only-services"):
        left_out = [item for item in items if not _uses_services(item)]
        items[:] = [item for item in items if _uses_services(item)]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(trylast=True)  # after pytest's own cache has written them
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep failed tests without the groups that xdist adds to names: `--last-failed` runs them alone."""
    cache = getattr(session.config, "cache", None)
    if cache and not hasattr(session.config, "workerinput"):
        failed = cache.get("cache/lastfailed", {})
        names = (name.removesuffix("@processes").removesuffix("@hostile") for name in failed)
        cache.set("cache/lastfailed", dict.fromkeys(names, True))


def _group_of(item: pytest.Item) -> str:
    """The hostile files keep one product busy; the others kill theirs, one after the other."""
    return "hostile" if "hostile" in item.path.parts else "processes"


def _uses_services(item: pytest.Item) -> bool:
    """Whether it looks at the configured database (and so at cache and broker), or names the services."""
    fixtures = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.get_closest_marker("services"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where NOTHING_IS_SKIPPED, a test that would be for want of a program fails instead."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("NOTHING_IS_SKIPPED"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def nothing_unended(request: pytest.FixtureRequest) -> Iterator[None]:
    """End what a test leaves: SQLite is emptied row by row, and guards the events of what has not ended."""
    marker = request.node.get_closest_marker("django_db")
    committed = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if committed:
        request.getfixturevalue("transactional_db")  # so that it is emptied after this
    yield
    if committed and connection.vendor == "sqlite":
        unended = ToolExecution.objects.unended()
        unended.update(status="cancelled", finished_at=Now(), **WITHOUT_LEASE, secrets="")


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
