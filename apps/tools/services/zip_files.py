"""Several files as one ZIP, made while it is sent."""

from collections.abc import Sequence
from functools import partial

from apps.tools.models import StoredFile
from apps.tools.services.open_file import open_file
from apps.tools.zip_stream import ZipStream


def zip_files(files: Sequence[StoredFile]) -> ZipStream:
    """The archive to send; what is inside is compressed already mostly."""
    archive = ZipStream()
    for file in files:
        name = archive.free_name(file.name)
        archive.plan(name, partial(open_file, file=file), size=file.size, at=file.created_at)
    return archive
