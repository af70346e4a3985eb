"""A full disk ends runs with the right code, leaves nothing behind, and is used again when it has room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner import Workplace, run_next
from tests.support.full_disk import fill, small_disk
from tests.tools.conftest import Queue, Store, Story
from tests.tools.runner.conftest import kept_outputs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def execution(queue: Queue, store: Store, photo: bytes) -> ToolExecution:
    """One that is about to be run."""
    return queue("image-convert", store(photo, name="photo.jpg"), output_format="webp")


@pytest.fixture
def files_disk(data_dir: Path, execution: ToolExecution) -> Iterator[Path]:
    """Outputs go to a small disk of their own; inputs lie elsewhere."""
    with small_disk(data_dir / "files" / "outputs", megabytes=4) as disk:
        yield disk


@pytest.fixture
def workspaces_disk(place: Workplace) -> Iterator[Path]:
    """Workspaces are on a small disk of their own."""
    with small_disk(place.workspaces, megabytes=4) as disk:
        yield disk


def run(place: Workplace, execution: ToolExecution) -> ToolExecution:
    """Run it as soon as it may be, and look at it again."""
    ToolExecution.objects.filter(pk=execution.pk).update(available_at=execution.created_at)
    assert run_next(place)
    execution.refresh_from_db()
    return execution


def test_outputs_that_do_not_fit_are_tried_again_and_then_completed(
    place: Workplace, execution: ToolExecution, files_disk: Path, story: Story
) -> None:
    filler = fill(files_disk)

    run(place, execution)

    assert (execution.status, execution.attempt, execution.lost) == ("pending", 2, 0)
    assert [path for path in files_disk.rglob("*") if path.is_file()] == [filler]
    assert not StoredFile.objects.filter(kind="output").exists()

    filler.unlink()

    assert run(place, execution).status == "completed"
    assert story(execution) == ["created", "claimed", "retrying", "claimed", "completed"]
    assert kept_outputs() == [execution.outputs.get().key]


def test_the_second_time_it_fails_and_says_why(
    place: Workplace, execution: ToolExecution, files_disk: Path
) -> None:
    fill(files_disk)

    run(place, execution)
    run(place, execution)

    assert (execution.status, execution.error_code) == ("failed", "storage_error")
    assert execution.error_detail == "The outputs could not be stored. Retry it later."


def test_the_second_attempt_comes_half_a_minute_later(
    place: Workplace, execution: ToolExecution, files_disk: Path
) -> None:
    fill(files_disk)

    run(place, execution)

    assert 25 < (execution.available_at - execution.updated_at).total_seconds() < 35


def test_a_workspace_that_does_not_fit_is_no_fault_of_the_tool(
    place: Workplace, execution: ToolExecution, workspaces_disk: Path
) -> None:
    filler = fill(workspaces_disk)

    run(place, execution)

    assert (execution.status, execution.attempt, execution.lost) == ("pending", 2, 0)
    assert [path for path in workspaces_disk.rglob("*") if path.is_file()] == [filler]

    run(place, execution)

    assert (execution.status, execution.error_code) == ("failed", "storage_error")


def test_a_disk_that_is_full_while_the_tool_writes_is_no_fault_of_the_tool(
    place: Workplace, queue: Queue, store: Store, photo: bytes, workspaces_disk: Path
) -> None:
    photo_file = store(photo, name="photo.jpg")
    execution = queue("image-convert", photo_file, output_format="bmp", width=4000, fit="exact")

    run(place, execution)
    run(place, execution)

    assert (execution.status, execution.error_code) == ("failed", "storage_error")
    assert "no space left" in execution.error_detail
    assert list(workspaces_disk.rglob("*/*")) == []
