"""Archives whose members have names that lead out, forge another, or clash."""

import struct
import zipfile

from tests.hostile.case import Lures, bytes_of
from tests.hostile.cases.archive_parts import entry, extract, seven_zip_of, tar_of, zip_of
from tests.hostile.cases.making import when_asked, with_lures

NAMES = {
    "that leads out": "../../x",
    "that leads out in the middle": "ok/../../y",
    "that leads out with backslashes": "..\\x",
    "that is absolute": "/abs",
    "with a drive": "C:\\x",
    "of dots": "./.",
    "of a device": "CON",
    "of 300 letters": "x" * 300,
    "with a bell": "a/\x07bell",
}
CLASHING = (
    ("a.txt", b"1"), ("z.txt", b"2"), ("A.TXT", b"3"), ("b/a.txt", b"4"),
    ("caf\u00e9.txt", b"5"), ("cafe\u0301.txt", b"6"), ("end.txt.", b"7"), ("annex\u202etxt.exe", b"8"),
)  # fmt: skip


def linked_zip(lures: Lures) -> bytes:
    """A link that leads out, and a file that is to be written through it."""
    link = zipfile.ZipInfo("out")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return zip_of((link, str(lures.secret.parent).encode()), ("out/canary.txt", b"overwritten"))


def clashing() -> bytes:
    """A ZIP of members that are called alike, two of them exactly so."""
    return zip_of(*CLASHING).replace(b"z.txt", b"a.txt")


def cut_by_nul() -> bytes:
    """A name that ends in the middle, for those who read it in C."""
    return zip_of(("good.txtXevil.sh", b"x")).replace(b"good.txtX", b"good.txt\0")


def unnamed() -> bytes:
    """A ZIP whose only member has no name; what was its name is something else."""
    content = bytearray(zip_of(("a", b"x")))
    for magic, at in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        struct.pack_into("<2H", content, content.index(magic) + at, 0, 1)
    return bytes(content)


CASES = (
    *(
        extract(
            id="H070",
            what=f"a name {what}",
            name="a.zip",
            make=bytes_of(zip_of((name, b"x"))),
            expect=("input_not_allowed",),
        )
        for what, name in NAMES.items()
    ),
    *(
        extract(
            id="H070",
            what=f"a {format} with a name that leads out",
            name=f"a.{format}",
            make=when_asked(write),
            expect=("input_not_allowed",),
        )
        for format, write in (
            ("tar", lambda: tar_of(entry("../../x", b"x"))),
            ("7z", lambda: seven_zip_of("../../x", b"x")),
        )
    ),
    extract(
        id="H070",
        what="no name",
        name="a.zip",
        make=when_asked(unnamed),
        expect=("input_not_allowed",),
    ),
    extract(
        id="H071",
        what="a link, and a file through it",
        name="a.zip",
        make=with_lures(linked_zip),
        expect=("input_not_allowed",),
    ),
    extract(
        id="H074",
        what="names that clash",
        name="a.zip",
        make=when_asked(clashing),
        expect=("completed",),
        absent=(b'"name": "annex\\u202etxt.exe"',),
    ),
    extract(
        id="H074",
        what="a name that is cut by a NUL",
        name="a.zip",
        make=when_asked(cut_by_nul),
        expect=("input_not_allowed", "input_corrupt"),
    ),
)
