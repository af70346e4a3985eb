"""A place for files, a tool host, and a worker that runs when the test says so."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools import catalogue, registry
from apps.tools.formats import SNIFF_SIZE
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from apps.tools.services.store_upload import store_upload
from apps.tools.toolhost.host import ToolHost
from apps.tools.uploads import HashedUpload

RunPending = Callable[[], int]
Store = Callable[..., StoredFile]
Queue = Callable[..., ToolExecution]
Story = Callable[[ToolExecution], list[str]]


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


@pytest.fixture
def fresh_registry() -> Iterator[None]:
    """Find the tools anew, for a test that installs some, and once more after it."""
    caches = (registry.get_tool_registry, catalogue.get_catalogue_without)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


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


@pytest.fixture
def store(alice: User) -> Store:
    """`store(b"…", name="a.txt")` keeps a file of alice's as an upload does."""

    def keep(content: bytes, *, name: str = "notes.txt", expires_in: timedelta | None = None) -> StoredFile:
        with HashedUpload(name) as received:
            received.write(content)
            received.flush()
            return store_upload(
                owner=alice,
                name=name,
                path=received.path,
                head=content[:SNIFF_SIZE],
                size=len(content),
                digest=blake3(content).hexdigest(),
                expires_in=expires_in,
            )

    return keep


@pytest.fixture
def queue(alice: User) -> Queue:
    """`queue("gpx-analyze", file, split_km=2)` lets alice ask for it; a worker has to come by itself."""

    def ask(tool: str, *files: StoredFile, **options: Any) -> ToolExecution:
        expires_at = timezone.now() + timedelta(hours=1)
        execution = ToolExecution(
            owner=alice, tool=tool, tool_version="1", options=options, expires_at=expires_at
        )
        ToolExecution.objects.enqueue(execution, inputs=[("source", file) for file in files])
        return execution

    return ask


@pytest.fixture
def story() -> Story:
    """What happened to an execution, in order, but for its progress."""

    def tell(execution: ToolExecution) -> list[str]:
        events = execution.events.exclude(type="progress").order_by("seq")
        return list(events.values_list("type", flat=True))

    return tell
