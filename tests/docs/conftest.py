"""A running product for what the documentation and the image promise."""

from collections.abc import Iterator

import pytest

from tests.support.product import Product, running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`manage.py serve`, ready, with nothing set but where its data and its address are."""
    with running(tmp_path_factory.mktemp("data")) as product:
        yield product
