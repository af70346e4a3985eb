"""Archives that are locked, split, or packed in ways that are seldom used or greedy."""

import io
import lzma
import struct
import zipfile
import zlib

import py7zr
import pyzipper

from tests.hostile.cases.archive_parts import QUICKLY, MiB, extract, seven_zip_of, zip_of
from tests.hostile.cases.making import when_asked


def with_aes() -> bytes:
    """A ZIP that is locked with AES."""
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"right")
        archive.writestr("a.txt", b"text")
    return made.getvalue()


def locked() -> bytes:
    """A ZIP that says of its only member that it is locked."""
    content = bytearray(zip_of(("a.txt", b"text" * 9)))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + at] |= 1
    return bytes(content)


def split() -> bytes:
    """The last part of a ZIP of four."""
    content = zip_of(("a", b"x"))
    at = content.index(b"PK\x05\x06") + 4
    return content[:at] + b"\3\0\3\0" + content[at + 4 :]


def by_method(method: int) -> bytes:
    """A ZIP that says of its only member that it was packed in another way."""
    content = bytearray(zip_of(("a", bytes(9_999))))
    for magic, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", content, content.index(magic) + at, method)
    return bytes(content)


def greedy_zip() -> bytes:
    """A ZIP whose member asks for a dictionary of four gibibytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"text" * 999)
    content = made.getvalue()
    at = content.index(b"\x05\0\x5d") + 3
    return content[:at] + b"\xff" * 4 + content[at + 4 :]


def greedy_seven_zip() -> bytes:
    """A 7z that asks for a dictionary of four gibibytes."""
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", filters=QUICKLY) as archive:
        archive.set_encoded_header_mode(False)
        archive.writestr(b"text" * 99, "a")
    content = made.getvalue()
    start = 32 + struct.unpack_from("<Q", content, 12)[0]
    at = content.index(b"\x21\x21\1", start) + 3
    return _seven_zip(content[32:start], content[start:at] + b"\x28" + content[at + 1 :])


def packed_header(megabytes: int) -> bytes:
    """A 7z whose table of members unpacks to so many megabytes of nothing."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    one = lzma.compress(bytes(16 * MiB), lzma.FORMAT_RAW, filters=filters)
    packed = one[:-1] * (megabytes // 16) + b"\0"
    place = b"\x06" + _number(0) + b"\1\x09" + _number(len(packed)) + b"\0"
    folder = b"\x07\x0b\1\0\1\x21\x21\1\x10\x0c" + _number(megabytes * MiB) + b"\0"
    return _seven_zip(packed, b"\x17" + place + folder + b"\0")


def _number(value: int) -> bytes:
    return b"\xff" + struct.pack("<Q", value)


def _seven_zip(packed: bytes, header: bytes) -> bytes:
    start = struct.pack("<QQL", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<L", zlib.crc32(start)) + start + packed + header


CASES = (
    *(
        extract(id="H075", what=what, name=name, options=options, make=when_asked(write), expect=(expect,))
        for what, name, options, write, expect in (
            ("a lock", "a.zip", {}, locked, "input_encrypted"),
            ("a lock of AES", "a.zip", {}, with_aes, "input_encrypted"),
            ("a lock and a wrong key", "a.zip", {"password": "wrong"}, with_aes, "input_encrypted"),
            ("a lock and its key", "a.zip", {"password": "right"}, with_aes, "completed"),
            ("one part of four", "a.zip", {}, split, "input_not_allowed"),
            (
                "the longest comment",
                "a.zip",
                {},
                lambda: zip_of(("a", b"x"), comment=b"c" * 65_535),
                "completed",
            ),
            (
                "a program before it",
                "a.zip",
                {},
                lambda: b"MZ" + bytes(98) + zip_of(("a", b"x")),
                "input_mismatch",
            ),
            ("Deflate64", "a.zip", {}, lambda: by_method(9), "input_not_allowed"),
            ("LZMA that is none", "a.zip", {}, lambda: by_method(14), "input_corrupt"),
            ("a locked 7z", "a.7z", {}, lambda: seven_zip_of("a", b"x", password="right"), "input_encrypted"),
            ("a RAR", "a.rar", {}, lambda: b"Rar!\x1a\x07\x01\x00" + bytes(99), "input_not_allowed"),
            (
                "a RAR that is called ZIP",
                "a.zip",
                {},
                lambda: b"Rar!\x1a\x07\x01\x00" + bytes(99),
                "input_mismatch",
            ),
        )
    ),
    extract(
        id="H078",
        what="40 megabytes in one block",
        name="a.7z",
        make=when_asked(lambda: seven_zip_of("zeros", bytes(40 * MiB))),
        expect=("input_limit",),
    ),
    extract(
        id="H077",
        what="a ZIP with a dictionary of four gibibytes",
        name="a.zip",
        make=when_asked(greedy_zip),
        expect=("input_limit", "tool_memory"),
    ),
    extract(
        id="H077",
        what="a 7z with a dictionary of four gibibytes",
        name="a.7z",
        make=when_asked(greedy_seven_zip),
        expect=("input_limit", "tool_memory"),
    ),
    extract(
        id="H078",
        what="a table of a gigabyte",
        name="a.7z",
        make=when_asked(lambda: packed_header(1024)),
        expect=("input_corrupt",),
    ),
)
