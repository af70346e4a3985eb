"""Hold the files' rows and the storage's objects to each other, both ways."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.services.check_files import check_files
from apps.tools.services.find_orphans import GRACE, find_orphans
from apps.tools.services.remove_bytes import remove_bytes
from apps.tools.storage.inventory import Inventory

BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit; without a file it is an object that belongs to none."""

    problem: str
    key: str
    detail: str
    file_id: UUID | None = None


@dataclass(slots=True)
class Progress:
    """How much was looked at."""

    objects: int = 0
    files: int = 0
    tell: Callable[["Progress"], None] = field(default=lambda _: None, repr=False)


def verify_storage(
    *, repair: bool = False, checksums: bool = False, older_than: timedelta = GRACE, progress: Progress
) -> Iterator[Finding]:
    """Each thing that does not fit, put right before it is told if `repair`.

    A file whose bytes are lost or wrong counts as deleted from then on; an object of no file is deleted.
    Safe while everything runs; holds no more than a batch of either in memory.
    """
    with Inventory() as inventory:
        for page in storage.pages(BATCH):
            inventory.add(page)
            for orphan in find_orphans(objects=page, older_than=older_than):
                if repair:
                    storage.remove(orphan.key)
                yield Finding("orphan", orphan.key, f"{orphan.size} bytes that belong to no file")
            progress.objects += len(page)
            progress.tell(progress)
        last = None
        while files := list(StoredFile.objects.following(last)[:BATCH]):
            faults = check_files(files=files, inventory=inventory, checksums=checksums)
            if repair and faults:
                remove_bytes(files=StoredFile.objects.write_off([fault.file.pk for fault in faults]))
            yield from (Finding(it.problem, it.file.key, it.detail, it.file.pk) for it in faults)
            progress.files += len(files)
            progress.tell(progress)
            last = files[-1]
