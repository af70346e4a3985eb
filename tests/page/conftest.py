"""A browser, and the product that it looks at."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Page, browsing
from tests.support.product import Product, running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product on a free port."""
    with running(tmp_path_factory.mktemp("page")) as product:
        yield product


@pytest.fixture
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab of a browser that nobody has used."""
    with browsing(tmp_path_factory.mktemp("profile")) as page:
        yield page
