"""Fetches the inputs of a run from the storage."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.db import close_old_connections

from apps.tools import storage
from apps.tools.active_runs import HeldLease
from apps.tools.models import ExecutionInput, StoredFile
from apps.tools.runner.transfers import StorageFailedError, insist
from apps.tools.runner.workplace import Workplace
from apps.tools.toolhost.jobs import JobInput
from apps.tools.toolhost.workspaces import remove_workspace

FAILURE = "The inputs could not be fetched."


class InputGoneError(Exception):
    """An input was deleted before the tool could run."""


def stage_inputs(
    links: Iterable[ExecutionInput], *, place: Workplace, workspace: Path, lease: HeldLease
) -> tuple[JobInput, ...]:
    """Make the workspace and fetch the inputs under names of ours.

    Raises InputGoneError, StorageFailedError and StoppedError.
    """
    folder = workspace / "in"

    def try_to(action: Callable[[], None], *, fetching: StoredFile | None = None) -> None:
        insist(
            action,
            lease=lease,
            pauses=place.storage_pauses,
            failure=FAILURE,
            undo=partial(remove_workspace, workspace),
            is_hopeless=partial(_is_gone, fetching),
        )

    inputs = []
    try_to(partial(_make, folder))
    for link in links:
        file, path = link.file, folder / f"{link.position:04d}.{link.file.format}"
        try:
            try_to(partial(_fetch, file, path), fetching=file)
        except FileNotFoundError:
            raise InputGoneError from None
        except StorageFailedError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise InputGoneError from None
            raise
        inputs.append(JobInput(role=link.role, path=path, name=file.name, format=file.format, size=file.size))
    return tuple(inputs)


def _make(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _fetch(file: StoredFile, path: Path) -> None:
    path.unlink(missing_ok=True)
    storage.stage(file.key, path)
    found = path.stat().st_size
    if found != file.size:
        raise OSError(f"{found} of {file.size} bytes came from the storage")


def _is_gone(file: StoredFile | None, error: Exception) -> bool:
    """A storage may not yet show what it has; the row knows whether there is anything to wait for."""
    if file is None or not isinstance(error, FileNotFoundError):
        return False
    try:
        return StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.DELETED).exists()
    finally:
        close_old_connections()
