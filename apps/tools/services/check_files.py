"""Hold files to what the storage has of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from blake3 import blake3

from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.storage.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Fault:
    """A file whose bytes are not what its row says: `missing`, `wrong_size` or `wrong_content`."""

    file: StoredFile
    problem: str
    detail: str


def check_files(*, files: Sequence[StoredFile], inventory: Inventory, checksums: bool) -> list[Fault]:
    """The faults among them. What the inventory tells otherwise is looked at again: files come and go."""
    sizes = inventory.sizes([file.key for file in files])
    suspects = [file for file in files if checksums or sizes.get(file.key) != file.size]
    faults = [fault for file in suspects if (fault := _look(file, checksum=checksums))]
    ready = StoredFile.objects.filter(state=StoredFile.State.READY)
    still_there = ready.in_bulk([fault.file.pk for fault in faults])
    return [fault for fault in faults if fault.file.pk in still_there]


def _look(file: StoredFile, *, checksum: bool) -> Fault | None:
    try:
        size = storage.size(file.key)
        digest = _digest(file.key) if checksum and size == file.size else file.blake3
    except FileNotFoundError:
        return Fault(file, "missing", f"{file.size} bytes are gone")
    if size != file.size:
        return Fault(file, "wrong_size", f"{size} bytes instead of {file.size}")
    if digest != file.blake3:
        return Fault(file, "wrong_content", f"BLAKE3 {digest} instead of {file.blake3}")
    return None


def _digest(key: str) -> str:
    digest = blake3()
    for chunk in storage.read(key):
        digest.update(chunk)
    return digest.hexdigest()
