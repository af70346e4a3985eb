"""Archives that are put together by hand, so that they can hold what no program would write."""

import io
import tarfile
import zipfile
from functools import partial

import py7zr

from tests.hostile.case import Case

MiB = 2**20
Member = tuple[tarfile.TarInfo, bytes]
QUICKLY = [{"id": py7zr.FILTER_LZMA2, "preset": 0}]

extract = partial(Case, tool="archive-extract", seconds=30)


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], comment: bytes = b"", level: int = 6) -> bytes:
    """A ZIP of these members, whatever they are called."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.comment = comment
        for member, content in members:
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tar_of(*members: Member, format: int = tarfile.GNU_FORMAT) -> bytes:
    """A TAR of these members."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=format) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def entry(
    name: str, content: bytes = b"", *, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644
) -> Member:
    """One member of a TAR."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = kind, target, mode
    return info, content


def seven_zip_of(name: str, content: bytes, *, password: str | None = None) -> bytes:
    """A 7z of one member, whose name is taken as it is."""
    made = io.BytesIO()
    filters = None if password else QUICKLY
    with py7zr.SevenZipFile(made, "w", filters=filters, password=password) as archive:
        archive._writef(io.BytesIO(content), name)
    return made.getvalue()
