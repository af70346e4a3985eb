"""PDF documents written by hand, so that they can be wrong wherever they like."""

import zlib
from functools import partial

from tests.hostile.case import Case

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
MiB = 2**20

pdf_case = partial(Case, name="a.pdf", seconds=30)


def pdf(*objects: bytes, trailer: bytes = b"", catalogue: bytes = CATALOGUE) -> bytes:
    """A document of these objects, numbered from 2, with a correct table of where they are."""
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate((catalogue, *objects), start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(data), len(offsets) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (size, trailer.replace(b"ITSELF", b"%d" % start))
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)


def page(extra: bytes = b"", *, box: bytes = b"0 0 200 200") -> bytes:
    """A page below the object 2."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]%s>>" % (box, extra)


def one_page(
    extra: bytes = b"",
    *objects: bytes,
    box: bytes = b"0 0 200 200",
    trailer: bytes = b"",
    catalogue: bytes = CATALOGUE,
) -> bytes:
    """A document of one page, the object 3; further objects are numbered from 4."""
    return pdf(PAGES, page(extra, box=box), *objects, trailer=trailer, catalogue=catalogue)


def stream(data: bytes, entries: bytes = b"", *, length: int | None = None) -> bytes:
    """A stream that may lie about its length."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data) if length is None else length, entries, data)


def form(data: bytes, resources: bytes = b"") -> bytes:
    """A drawing that may be used many times."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<<%s>>" % resources
    return stream(data, entries)


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros as Flate packs them; each is packed alike, and the end is missing."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    return head + (packer.compress(bytes(MiB)) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes
