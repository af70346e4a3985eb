"""A place for files, a tool host, and a worker that runs when the test says so."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost.host import ToolHost

RunPending = Callable[[], int]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    """Keep what a test stores out of the checkout."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }
    return tmp_path


@pytest.fixture(scope="session")
def tool_host() -> Iterator[ToolHost]:
    """One real tool host for all tests of a session, as a worker has one."""
    host = ToolHost()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def workplace(tool_host: ToolHost, data_dir: Path) -> Workplace:
    """What a worker lends to its runs."""
    return Workplace(worker="w-0-1-1", host=tool_host, workspaces=data_dir / "workspaces")


@pytest.fixture
def run_pending(transactional_db: None, workplace: Workplace) -> RunPending:
    """Run what is queued, as a worker would; answers how many there were."""

    def run() -> int:
        count = 0
        while run_next(workplace):
            count += 1
        return count

    return run


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A small real JPEG with something to see in it."""
    image = Image.radial_gradient("L").resize((64, 48)).convert("RGB")
    content = BytesIO()
    image.save(content, "JPEG", quality=90)
    return content.getvalue()
