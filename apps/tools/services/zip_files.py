"""Several files as one ZIP, made while it is sent."""

import zipfile
from collections.abc import Iterator, Sequence

from apps.tools.models import StoredFile
from apps.tools.services.open_file import open_file


class _Outlet:
    """Where zipfile writes; it cannot seek, so sizes follow their data."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take what zipfile writes."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken


def zip_files(files: Sequence[StoredFile]) -> Iterator[bytes]:
    """The archive piece by piece, never whole in memory; what is inside is compressed already mostly."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, date_time=file.created_at.timetuple()[:6])
            with archive.open(entry, "w", force_zip64=True) as member:
                for chunk in open_file(file=file):
                    member.write(chunk)
                    yield outlet.take()
    yield outlet.take()
