"""Names and bytes of a ZIP that is made while it is sent."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from apps.tools.zip_stream import ShortFileError, ZipStream

AT = datetime(2026, 5, 4, 3, 2, 6, tzinfo=UTC)


def test_names_are_unique_whatever_their_case() -> None:
    stream = ZipStream()

    names = [stream.free_name(name) for name in ("a.txt", "A.txt", "a.txt", "a (2).txt")]

    assert names[0] == "a.txt"
    assert len({name.casefold() for name in names}) == 4
    assert all(name.endswith(".txt") for name in names)


@pytest.mark.parametrize(
    ("wished", "given"),
    [
        ("report.pdf", "report.pdf"),
        ("10:30?.txt", "10_30_.txt"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("NUL.txt", "_NUL.txt"),
        ("con", "_con"),
        ("ends with a dot.", "ends with a dot"),
        ("...", "_"),
    ],
)
def test_every_file_system_takes_them(wished: str, given: str) -> None:
    assert ZipStream().free_name(wished) == given


def test_a_folder_is_kept_apart_from_the_name() -> None:
    stream = ZipStream()
    assert stream.free_name("a/b.txt", folder="photo") == "photo/a_b.txt"
    assert stream.free_name("a/b.txt", folder="photo") == "photo/a_b (2).txt"


def planned(*entries: tuple[str, int]) -> ZipStream:
    """An archive of files of these names and sizes."""
    stream = ZipStream()
    for name, size in entries:
        stream.plan(name, lambda size=size: [bytes(size)], size=size, at=AT)  # type: ignore[misc]
    return stream


def test_times_are_those_of_the_files() -> None:
    (entry,) = ZipFile(BytesIO(b"".join(planned(("a.txt", 3))))).infolist()

    assert entry.date_time == (2026, 5, 4, 3, 2, 6)


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (("a.txt", 0),),
        (("één.txt", 10), ("folder/b.bin", 70_000)),
    ],
)
def test_its_length_is_known_before_it_is_made(entries: tuple[tuple[str, int], ...]) -> None:
    stream = planned(*entries)

    assert stream.length == len(b"".join(stream))


@pytest.mark.parametrize("sizes", [(1001, 5), (5, 1001, 5), (960, 5, 5), (400, 400, 400, 400)])
def test_also_beyond_what_the_old_format_can_tell(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)  # stands for two gigabytes
    stream = planned(*((f"{number}.bin", size) for number, size in enumerate(sizes)))
    made = b"".join(stream)

    assert stream.length == len(made)
    assert [entry.file_size for entry in ZipFile(BytesIO(made)).infolist()] == list(sizes)


def test_a_file_that_is_shorter_than_it_should_be_ends_it() -> None:
    stream = ZipStream()
    stream.plan("a.txt", lambda: [b"one"], size=4, at=AT)

    with pytest.raises(ShortFileError):
        list(stream)
