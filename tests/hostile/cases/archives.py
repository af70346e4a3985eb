"""Archives that expand to more than anyone has, and counts and sizes that are lies."""

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

import zstandard

from tests.hostile.case import bytes_of
from tests.hostile.cases.archive_parts import MiB, extract, zip_of
from tests.hostile.cases.making import when_asked

GREEDY_ZST = b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00"
"""A window of two gibibytes, and an empty block."""
"""A window of two gibibytes, and an empty block."""
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": partial(lzma.compress, preset=0),
    "zst": zstandard.ZstdCompressor().compress,
}


def a_quarter_of_a_gigabyte() -> bytes:
    """A ZIP whose member is nothing, a thousand times as large."""
    return zip_of(("zeros", bytes(256 * MiB)))


def shared(times: int) -> bytes:
    """A table that lists one member of a megabyte so often."""
    content = zip_of(("a", bytes(MiB)))
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = content[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, times * len(entry), start, 0)
    return content[:start] + entry * times + tail


def nested(levels: int) -> bytes:
    """A ZIP of ten ZIPs of ten ZIPs and so on."""
    inner = zip_of(("zeros", bytes(MiB)))
    for _ in range(levels):
        inner = zip_of(*((f"{number}.zip", inner) for number in range(10)), level=9)
    return inner


def many(count: int) -> bytes:
    """A ZIP of so many empty members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return made.getvalue()


def said_to_be_many(count: int) -> bytes:
    """A ZIP of no member, whose 64-bit table says that there are so many."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 46 * count, 4)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"PK\x03\x04" + record + locator + end


def lying(said: int) -> bytes:
    """A ZIP whose only member, of 100,000 bytes, is said to have another size."""
    return zip_of(("a", bytes(100_000))).replace(struct.pack("<L", 100_000), struct.pack("<L", said))


def greedy_xz() -> bytes:
    """An xz file that asks for a dictionary of three gibibytes."""
    content = bytearray(lzma.compress(b"text" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": MiB}]))
    block = content[12:24]
    block[4] = 39
    block[8:12] = struct.pack("<L", zlib.crc32(block[:8]))
    return bytes(content[:12] + block + content[24:])


def a_gigabyte(format: str) -> bytes:
    """Streams one after another, each of 16 MiB of nothing."""
    one = PACKERS[format](bytes(16 * MiB))
    return one * 64


CASES = (
    extract(
        id="H065",
        what="a quarter of a gigabyte in a quarter of a megabyte",
        name="a.zip",
        make=when_asked(a_quarter_of_a_gigabyte),
        expect=("input_limit",),
    ),
    extract(
        id="H065",
        what="a quarter of a gigabyte to be converted",
        tool="archive-convert",
        options={"output_format": "tar.gz"},
        name="a.zip",
        make=when_asked(a_quarter_of_a_gigabyte),
        expect=("input_limit",),
    ),
    extract(
        id="H066",
        what="one megabyte a thousand times",
        name="a.zip",
        make=when_asked(lambda: shared(1_000)),
        expect=("input_corrupt",),
    ),
    extract(
        id="H067",
        what="ten ZIPs in each of ten ZIPs, ten levels deep",
        name="a.zip",
        make=when_asked(lambda: nested(10)),
        expect=("completed",),
        output_at_most=4 * MiB,
    ),
    *(
        extract(id="H068", what=what, name="a.zip", make=make, expect=("input_limit",))
        for what, make in (
            ("70,000 members", when_asked(lambda: many(70_000))),
            ("no member, but a table of a million", bytes_of(said_to_be_many(10**6))),
        )
    ),
    *(
        extract(
            id="H069",
            what=f"{said} bytes that are 100,000",
            name="a.zip",
            make=bytes_of(lying(said)),
            expect=("input_corrupt",),
            output_at_most=MiB,
        )
        for said in (10, 2**32 - 2)
    ),
    *(
        extract(
            id="H076",
            what=f"a gigabyte as {format}",
            name=f"a.{format}",
            make=when_asked(partial(a_gigabyte, format)),
            expect=("input_limit",),
        )
        for format in PACKERS
    ),
    extract(
        id="H077",
        what="a window of two gibibytes",
        name="a.zst",
        make=bytes_of(GREEDY_ZST),
        expect=("input_limit",),
    ),
    extract(
        id="H077",
        what="a dictionary of three gibibytes",
        name="a.xz",
        make=bytes_of(greedy_xz()),
        expect=("input_limit",),
    ),
)
