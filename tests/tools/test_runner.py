"""What becomes of one execution in a worker's hands."""

from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from PIL import Image

from apps.tools import storage
from apps.tools.active_runs import Stop
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.progress_writer import ProgressWriter
from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost.host import ToolHost
from tests.support.product import eventually
from tests.tools.conftest import Queue, Store, Story

HOSTILE_TOOLS = Path(__file__).parent / "toolhost" / "plugins"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def waiting_host() -> Any:
    """A tool host whose registry has tools that wait and fail, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HOSTILE_TOOLS))
        host = ToolHost()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def place(waiting_host: ToolHost, data_dir: Path) -> Any:
    """A worker's place; whatever happens there, no workspace is left behind."""
    place = Workplace(
        worker="w-0-1-1",
        host=waiting_host,
        workspaces=data_dir / "workspaces",
        storage_pauses=(0.01, 0.01),
    )
    yield place
    assert not list(place.workspaces.glob("*/*"))
    assert not len(place.active)


@pytest.fixture
def picture(store: Store, photo: bytes) -> StoredFile:
    """A file of alice's."""
    return store(photo, name="photo.jpg")


def run(place: Workplace, execution: ToolExecution) -> ToolExecution:
    """Run it, and look at it again."""
    assert run_next(place)
    execution.refresh_from_db()
    return execution


class Meanwhile(Thread):
    """A run in a thread of its own, so that a test can interfere."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.start()
        self.token: UUID = eventually(lambda: place.active.tokens)[0]

    def run(self) -> None:
        """Run one, and leave no connection behind."""
        run_next(self.place)
        connection.close()


def kept_outputs() -> list[str]:
    """The keys of all outputs in the storage, whether a row knows them or not."""
    return list(filter(lambda key: key.startswith("outputs/"), storage.keys()))


def test_without_work_it_says_so(place: Workplace) -> None:
    assert not run_next(place)


def test_a_completed_run_keeps_its_outputs_and_how_it_went(
    place: Workplace, queue: Queue, picture: StoredFile, story: Story
) -> None:
    execution = run(place, queue("image-convert", picture, output_format="webp"))
    assert story(execution) == ["created", "claimed", "completed"]
    output = execution.outputs.get()
    assert kept_outputs() == [output.key]
    assert (output.name, output.size) == ("photo.webp", storage.size(output.key))
    assert execution.output_bytes == output.size
    assert execution.exit_info is not None
    assert execution.exit_info["tier"] == place.host.tier
    assert execution.duration_ms is not None


def test_an_input_that_is_gone_ends_it(place: Workplace, queue: Queue, picture: StoredFile) -> None:
    storage.remove(picture.key)
    execution = run(place, queue("image-convert", picture, output_format="webp"))
    assert (execution.status, execution.error_code) == ("failed", "input_gone")


def test_a_fault_of_the_file_ends_it_and_keeps_how_it_went(
    place: Workplace, queue: Queue, store: Store
) -> None:
    broken = store(b"\xff\xd8\xff\xe0 and no more", name="photo.jpg")
    execution = run(place, queue("image-convert", broken, output_format="webp"))
    assert (execution.status, execution.error_code, execution.attempt) == ("failed", "input_corrupt", 1)
    assert execution.exit_info is not None


class TestAStorageThatFails:
    @pytest.fixture
    def full_disk(self, data_dir: Path) -> None:
        """Outputs cannot be stored, because their folder is a file."""
        (data_dir / "files").mkdir(exist_ok=True)
        (data_dir / "files" / "outputs").write_text("in the way")

    @pytest.mark.usefixtures("full_disk")
    def test_gives_the_run_another_try(
        self, place: Workplace, queue: Queue, picture: StoredFile, story: Story, data_dir: Path
    ) -> None:
        execution = run(place, queue("image-convert", picture, output_format="webp"))
        assert (execution.status, execution.attempt, execution.lost) == ("pending", 2, 0)
        (data_dir / "files" / "outputs").unlink()
        ToolExecution.objects.update(available_at=execution.created_at)
        assert run(place, execution).status == "completed"
        assert story(execution) == ["created", "claimed", "retrying", "claimed", "completed"]

    @pytest.mark.usefixtures("full_disk")
    def test_fails_it_at_the_second(self, place: Workplace, queue: Queue, picture: StoredFile) -> None:
        execution = run(place, queue("image-convert", picture, output_format="webp"))
        ToolExecution.objects.update(available_at=execution.created_at)
        assert run(place, execution).error_code == "storage_error"

    def test_is_no_lost_worker_when_inputs_cannot_be_fetched(
        self, place: Workplace, queue: Queue, picture: StoredFile, settings: LazySettings, monkeypatch: Any
    ) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        nowhere = {"bucket_name": "files", "endpoint_url": "http://127.0.0.1:1", "region_name": "us-east-1"}
        s3 = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": nowhere}
        settings.STORAGES = {**settings.STORAGES, "default": s3}
        execution = run(place, queue("image-convert", picture, output_format="webp"))
        assert (execution.status, execution.attempt, execution.lost) == ("pending", 2, 0)


class TestARunThatIsStopped:
    def test_goes_back_at_a_shutdown(self, place: Workplace, queue: Queue, story: Story) -> None:
        execution = queue("wait-a-while")
        meanwhile = Meanwhile(place)
        place.active.stop(meanwhile.token, Stop.SHUTDOWN)
        meanwhile.join()
        assert story(execution) == ["created", "claimed", "handed_back"]

    def test_ends_when_it_is_cancelled(self, place: Workplace, queue: Queue, story: Story) -> None:
        execution = queue("wait-a-while")
        meanwhile = Meanwhile(place)
        place.active.stop(meanwhile.token, Stop.CANCELLED)
        place.active.stop(meanwhile.token, Stop.SHUTDOWN)
        meanwhile.join()
        assert story(execution) == ["created", "claimed", "cancelled"]

    def test_writes_nothing_when_its_lease_is_lost(
        self, place: Workplace, queue: Queue, story: Story
    ) -> None:
        execution = queue("wait-a-while")
        meanwhile = Meanwhile(place)
        place.active.stop(meanwhile.token, Stop.LEASE_LOST)
        meanwhile.join()
        assert story(execution) == ["created", "claimed"]


def test_the_outputs_of_a_run_whose_lease_was_lost_are_thrown_away(
    place: Workplace, queue: Queue, store: Store, story: Story
) -> None:
    content = BytesIO()
    Image.effect_noise((1500, 1000), 60).save(content, "PNG")
    large = store(content.getvalue(), name="work.png")
    execution = queue("image-convert", large, output_format="avif", lossless=True)
    meanwhile = Meanwhile(place)
    execution.refresh_from_db()
    ToolExecution.objects.release_lost(execution)
    meanwhile.join()
    assert story(execution) == ["created", "claimed", "lost"]
    assert kept_outputs() == []
    assert not execution.outputs.exists()


def test_what_a_tool_says_may_hold_anything(place: Workplace, queue: Queue) -> None:
    execution = run(place, queue("misbehave", how="say_nothing_printable"))
    assert execution.status == "completed"
    assert execution.result == {"value": {"a\ufffd": ["b\ufffd"]}}
    assert execution.exit_info is not None
    assert "c\ufffd" in execution.exit_info["log"]


def test_progress_is_written_once_a_second_and_survives_a_failing_database(
    queue: Queue, settings: LazySettings, story: Story
) -> None:
    execution, token = queue("wait-a-while"), uuid4()
    ToolExecution.objects.claim(worker="w", token=token, lease=settings.LEASE)
    writer = ProgressWriter(token)
    writer(0.1, "too early")
    Event().wait(1)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tools_executionevent RENAME TO gone")
        writer(0.2, "lost")
        cursor.execute("ALTER TABLE gone RENAME TO tools_executionevent")
    Event().wait(1)
    writer(0.3, "page 3 of 10")
    writer(0.4, "too soon")
    execution.refresh_from_db()
    assert (execution.progress, execution.progress_message) == (30, "page 3 of 10")
    assert execution.events.filter(type="progress").count() == 1
