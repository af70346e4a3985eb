"""Readers of our own get bytes that nobody thought of."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive.budget import Budget
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.streams import damage_taught
from apps.tools.plugins.archive.zip_reading import read_zip


def whole_archive() -> bytes:
    """Three members, a comment and an extra field."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"of no matter"
        archive.writestr("a.txt", b"first " * 50)
        archive.writestr("folder/", b"")
        archive.writestr("folder/ü.txt", b"second")
    return file.getvalue()


MEMBERS, LARGEST = 3, 1000
ARCHIVE = whole_archive()
CHANGES = st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=12)


def _damaged(changes: list[tuple[int, int]], cut: int) -> bytes:
    data = bytearray(ARCHIVE)
    for place, value in changes:
        data[place] = value
    return bytes(data[: len(data) - cut])


@given(st.builds(_damaged, CHANGES, st.integers(0, 30)) | st.binary(max_size=300))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_archive_of_any_bytes_is_listed_or_refused(tmp_path: Path, data: bytes) -> None:
    path, listed = tmp_path / "a.zip", list[str]()
    path.write_bytes(data)

    def sink(member: Member, chunks: Iterator[bytes]) -> None:
        assert sum(map(len, chunks)) <= LARGEST
        listed.append(member.name)

    budget = Budget(name="a.zip", compressed_size=len(data), report=lambda *_: None)
    with suppress(InvalidInputError), damage_taught("a.zip"):
        read_zip(path, password=None, sink=sink, budget=budget)
    assert len(listed) <= MEMBERS
    assert all(".." not in Path(name).parts and not name.startswith("/") for name in listed)
