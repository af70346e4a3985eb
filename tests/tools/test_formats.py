import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pillow_heif import register_heif_opener

from apps.tools.formats import FORMATS, SNIFF_SIZE, format_of_name, refutes, sniff
from apps.tools.inputs import identify

register_heif_opener()

PILLOW = {
    "jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "heic": "HEIF", "gif": "GIF", "tiff": "TIFF",
    "bmp": "BMP", "pdf": "PDF",
}  # fmt: skip
TEXTS = {entry.id for entry in FORMATS.values() if not entry.signatures}
REFINED = {"apng", "dng", "cr2", "nef", "arw", "pef"}
"""A PNG that moves is a PNG, and what cameras write are TIFF files."""


def names(head: bytes) -> set[str]:
    return {entry.id for entry in sniff(head)}


@pytest.mark.parametrize("format", PILLOW)
def test_a_real_file_is_recognised_by_its_first_bytes(format: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, format=PILLOW[format])

    assert names(file.getvalue()[:SNIFF_SIZE]) - REFINED == {format}


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_a_nameless_file_is_of_the_plain_format_and_not_of_one_that_refines_it(format: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, format=PILLOW[format])

    assert identify(name="picture", head=file.getvalue()) is FORMATS[format]


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("holiday.JPEG", "jpg"),
        ("scan.tif", "tiff"),
        ("IMG_0001.HEIC", "heic"),
        ("photo.backup.png", "png"),
        (".gif", "gif"),
        ("site.tar.gz", "tar.gz"),
        ("Backup.2026.TGZ", "tar.gz"),
        ("log.gz", "gz"),
        ("rivers.shp.zip", "shp.zip"),
    ],
)
def test_a_name_claims_the_format_of_its_last_extension(name: str, format: str) -> None:
    entry = format_of_name(name)

    assert entry is not None
    assert entry.id == format


@pytest.mark.parametrize("name", ["", "photo", "photo.", "photo.exe", "photo.png.exe"])
def test_a_name_without_a_known_extension_claims_nothing(name: str) -> None:
    assert format_of_name(name) is None


@pytest.mark.parametrize(
    "text", [b"BMW;Audi\n1;2\n", b"MZ,42\n", b"#!/bin/sh\nid\n", b"GPX is fine", "\ufeffname,Zürich".encode()]
)
def test_text_may_start_with_any_word(text: bytes) -> None:
    assert names(text) == TEXTS


def test_utf_16_is_text_too() -> None:
    assert names("name;value".encode("utf-16")) == TEXTS


@pytest.mark.parametrize(
    "head", [b"%!PS-Adobe-3.0\n", b"\xc5\xd0\xd3\xc6" + b"x" * 30, b"\x7fELF\x02\x01\x01\0", b""]
)
def test_postscript_programs_and_nothing_are_no_known_format(head: bytes) -> None:
    assert sniff(head) == ()


@pytest.mark.parametrize("format", [entry.id for entry in FORMATS.values() if entry.signatures])
def test_a_text_is_refuted_as_anything_binary(format: str) -> None:
    assert refutes(b"#EXTM3U\nfile:///etc/passwd\n", FORMATS[format])


def test_containers_that_hold_either_kind_of_picture_are_believed() -> None:
    head = b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif"

    assert not refutes(head, FORMATS["avif"])
    assert not refutes(head, FORMATS["heic"])
    assert refutes(head, FORMATS["mp4"])


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_is_described_well_enough_to_be_served(format: str) -> None:
    entry = FORMATS[format]

    assert entry.id == entry.id.lower()
    assert entry.title
    assert all(media_type.count("/") == 1 for media_type in entry.media_types)
    assert entry.media_type == entry.media_types[0]


def test_an_extension_belongs_to_one_format() -> None:
    extensions = [extension for entry in FORMATS.values() for extension in entry.extensions]

    assert len(extensions) == len(set(extensions))


@given(st.binary(max_size=64))
def test_any_bytes_are_either_known_formats_or_none(head: bytes) -> None:
    assert names(head) <= set(FORMATS)


def test_a_file_without_signature_may_begin_with_any_bytes_but_those_of_another() -> None:
    assert not refutes(b"\x7f\x01 eighty bytes of anything", FORMATS["stl"])
    assert not refutes(b"solid cube", FORMATS["stl"])
    assert refutes(b"\x89PNG\r\n\x1a\n", FORMATS["stl"])


def test_words_that_begin_like_a_picture_are_text_as_well() -> None:
    assert {"ppm", "txt"} <= names(b"P3 is a paper format.")


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"PK\x03\x04", "zip"),
        (b"\x1f\x8b\x08", "gz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"fLaC", "flac"),
        (b"OggS", None),
    ],
)
def test_a_nameless_container_is_an_archive_or_unknown(head: bytes, format: str | None) -> None:
    found = identify(name="nameless", head=head)

    assert (found and found.id) == format
