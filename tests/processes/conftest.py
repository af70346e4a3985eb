"""The product in real processes."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.support.product import Product, running

HAS_SERVICES = os.environ.get("DATABASE_URL", "").startswith("postgres") and "BROKER_URL" in os.environ
collect_ignore = [] if HAS_SERVICES else ["test_distributed.py"]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The embedded default, as the README's first command starts it."""
    with running(tmp_path) as product:
        yield product


def noise(width: int, height: int) -> bytes:
    """A JPEG that is work to encode again."""
    content = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A small JPEG."""
    return noise(160, 120)


@pytest.fixture(scope="session")
def big_photo() -> bytes:
    """A JPEG of a phone's size, so that work on it can be interrupted."""
    return noise(3000, 2000)
