"""An app, a browser, and someone who can sign in with them."""

import pytest

from apps.iam.models import User
from tests.iam.clients import PASSWORD, App, Browser


@pytest.fixture
def app(db: None) -> App:
    """A mobile app."""
    return App()


@pytest.fixture
def browser(db: None) -> Browser:
    """A browser with our front end."""
    return Browser()


@pytest.fixture
def alice_with_password(alice: User) -> User:
    """Someone who can sign in."""
    alice.set_password(PASSWORD)
    alice.save()
    return alice
