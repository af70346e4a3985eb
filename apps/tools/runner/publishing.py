"""Puts the outputs of a run into the storage, under keys that hold its token."""

from collections.abc import Sequence
from functools import partial

from blake3 import blake3
from django.db.models.functions import Now
from loguru import logger

from apps.tools import storage
from apps.tools.active_runs import HeldLease
from apps.tools.formats import BINARY, FORMATS
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.runner.transfers import insist
from apps.tools.runner.workplace import Workplace
from apps.tools.toolhost.jobs import ProducedFile

FAILURE = "The outputs could not be stored."


def describe_outputs(
    execution: ToolExecution, files: Sequence[ProducedFile], *, lease: HeldLease
) -> list[StoredFile]:
    """The rows that are to show the outputs, not yet written."""
    return [
        StoredFile(
            owner_id=execution.owner_id,
            kind=StoredFile.Kind.PREVIEW if execution.is_preview else StoredFile.Kind.OUTPUT,
            name=produced.name,
            format=produced.format,
            media_type=FORMATS.get(produced.format, BINARY).media_type,
            size=produced.size,
            key=f"outputs/{execution.pk}/{lease.token}/{position}",
            details=produced.details,
            position=position,
            expires_at=Now() + (execution.expires_at - execution.created_at),  # the database's clock
        )
        for position, produced in enumerate(files)
    ]


def keep_outputs(
    outputs: Sequence[StoredFile], files: Sequence[ProducedFile], *, place: Workplace, lease: HeldLease
) -> None:
    """Store them all, each verified; raises StorageFailedError and StoppedError."""
    for output, produced in zip(outputs, files, strict=True):
        insist(
            partial(_keep, output, produced),
            lease=lease,
            pauses=place.storage_pauses,
            failure=FAILURE,
            undo=partial(discard, [output]),
        )


def _keep(output: StoredFile, produced: ProducedFile) -> None:
    if not output.blake3:
        output.blake3 = blake3().update_mmap(produced.path).hexdigest()
    storage.keep(output.key, produced.path)


def discard(outputs: Sequence[StoredFile]) -> None:
    """Take outputs that no row shows out of the storage; what it does not let go is collected later."""
    for output in outputs:
        try:
            storage.remove(output.key)
        except Exception as error:  # noqa: BLE001 - every storage fails in its own way
            logger.warning("'{}' could not be removed: {}", output.key, type(error).__name__)
