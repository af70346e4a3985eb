"""What people see as a file's name cannot hide, forge or break anything."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.tools.filenames import MAX_LENGTH, display_name, split_extension


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\alice\\cv.pdf", "cv.pdf"),
        ("folder/", "folder"),
        ("a\x00b.txt", "ab.txt"),
        ("x\r\nSet-Cookie: a=b.png", "x Set-Cookie: a=b.png"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\u2066b\u2069\u200f.txt", "ab.txt"),
        ("line\u2028break.txt", "line break.txt"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("e\u200e\u0301.txt", "\u00e9.txt"),
        ("👩‍👩‍👧.png", "👩‍👩‍👧.png"),
        ("-version", "-version"),
        ("%2e%2e%2f", "%2e%2e%2f"),
        (".gitignore", ".gitignore"),
        ("lone\ud800.txt", "lone.txt"),
        ("gap .txt", "gap.txt"),
        ("", "file"),
        ("   ", "file"),
        (".", "file"),
        ("..", "file"),
        ("a/..", "file"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(sent: str, shown: str) -> None:
    assert display_name(sent) == shown


def test_a_long_name_is_cut_and_keeps_its_extension() -> None:
    shown = display_name(f"{'a' * 3000}.jpeg")

    assert len(shown) == MAX_LENGTH
    assert shown.endswith("aaa.jpeg")


def test_an_endless_extension_is_no_extension() -> None:
    assert display_name(f"a.{'b' * 3000}") == f"a.{'b' * (MAX_LENGTH - 2)}"


@given(st.text())
def test_any_name_becomes_a_safe_one_that_stays_as_it_is(name: str) -> None:
    shown = display_name(name)

    assert display_name(shown) == shown
    assert 1 <= len(shown) <= MAX_LENGTH
    assert normalize("NFC", shown) == shown
    assert not set(shown) & set("/\\\r\n\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert shown.encode()


@given(st.text(), st.sampled_from([".jpg", ".tar", ".gpx"]))
def test_any_name_keeps_its_extension(name: str, extension: str) -> None:
    shown = display_name(f"a{name}{extension}")

    assert shown.endswith(extension)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.b.jpg", ("a.b", ".jpg")),
        ("notes", ("notes", "")),
        (".profile", (".profile", "")),
        ("odd.", ("odd", ".")),
    ],
)
def test_a_name_splits_at_its_last_dot(name: str, parts: tuple[str, str]) -> None:
    assert split_extension(name) == parts
