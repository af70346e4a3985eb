"""TARs that mean harm: links and devices, and holes where a file should be."""

import tarfile
from collections.abc import Callable
from functools import partial

from tests.hostile.case import Lures, bytes_of
from tests.hostile.cases.archive_parts import MiB, entry, extract, tar_of
from tests.hostile.cases.making import when_asked, with_lures

LONG = "/".join(["x" * 200] * 30)
STRANGE: dict[str, Callable[[], bytes]] = {
    "a pipe": lambda: tar_of(entry("a", kind=tarfile.FIFOTYPE)),
    "a device": lambda: tar_of(entry("a", kind=tarfile.CHRTYPE)),
    "a disk": lambda: tar_of(entry("a", kind=tarfile.BLKTYPE)),
    "an unknown kind": lambda: tar_of(entry("a", kind=b"Z")),
    "a link that leads up": lambda: tar_of(entry("a/b", kind=tarfile.SYMTYPE, target="../../c")),
    "a link without target": lambda: tar_of(entry("a", kind=tarfile.SYMTYPE)),
    "a link that winds": lambda: tar_of(entry("a", kind=tarfile.SYMTYPE, target="d/..")),
    "a link of no name": lambda: tar_of(entry("./", kind=tarfile.SYMTYPE, target="a")),
    "a hard link of no name": lambda: tar_of(entry("", kind=tarfile.LNKTYPE, target="a")),
    "a file through a link": lambda: tar_of(entry("d", kind=tarfile.SYMTYPE, target="e"), entry("d/a", b"x")),
    "a link for a folder": lambda: tar_of(entry("d/a", b"x"), entry("d", kind=tarfile.SYMTYPE, target="e")),
    "a path of 6,000 letters": lambda: tar_of(entry(LONG, b"x")),
    "links that add up to a long path": lambda: tar_of(
        *(entry(f"{i}", kind=tarfile.SYMTYPE, target=f"{'a/' * 200}{i + 1}/../..") for i in range(16))
    ),
}


def link_to_secret(kind: bytes, lures: Lures) -> bytes:
    """A TAR of a link to the secret."""
    return tar_of(entry("secret.txt", kind=kind, target=str(lures.secret)))


def tar_header(name: str, *, size: int = 0, kind: bytes = tarfile.REGTYPE) -> bytes:
    """What stands before a member of a TAR."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def sparse(megabytes: int) -> bytes:
    """A TAR of a file that is a hole: nothing is in the archive, and all of it comes out."""
    info = tarfile.TarInfo("hole")
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:398], header[398:410] = b"%011o " % (megabytes << 20), b"00000000000 "
    header[483:495] = b"%011o " % (megabytes << 20)
    return _signed(header) + bytes(1024)


def sparse_by_words(size: int) -> bytes:
    """The same, as newer programs say it, in an extended header."""
    info = tarfile.TarInfo("hole")
    info.pax_headers = {
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(size),
        "GNU.sparse.numblocks": "1", "GNU.sparse.map": f"{size},0", "GNU.sparse.name": "hole",
    }  # fmt: skip
    return info.tobuf(tarfile.PAX_FORMAT) + bytes(1024)


def _signed(header: bytearray) -> bytes:
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


CASES = (
    *(
        extract(
            id="H072",
            what=f"a {what} link to a secret",
            name="a.tar",
            make=with_lures(partial(link_to_secret, kind)),
            expect=("input_not_allowed",),
        )
        for what, kind in (("symbolic", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE))
    ),
    extract(
        id="H072",
        what="a program that runs as its owner",
        name="a.tar",
        make=bytes_of(tar_of(entry("a", b"x", mode=0o6755))),
        expect=("completed",),
        absent=(b'"6755"',),
    ),
    *(
        extract(id="H073", what=what, name="a.tar", make=when_asked(write), expect=("input_not_allowed",))
        for what, write in STRANGE.items()
    ),
    extract(
        id="H079",
        what="a file of eight exabytes",
        name="a.tar",
        make=bytes_of(_signed(bytearray(tar_header("a", size=2**63 - 1))) + bytes(1024)),
        expect=("input_corrupt",),
    ),
    extract(
        id="H079",
        what="a name of eight gigabytes",
        name="a.tar",
        make=bytes_of(tar_header("././@LongLink", size=1 << 33, kind=tarfile.GNUTYPE_LONGNAME) + bytes(1024)),
        expect=("input_corrupt",),
    ),
    extract(
        id="H079",
        what="a hole of 100 megabytes",
        name="a.tar",
        make=bytes_of(sparse(100)),
        expect=("input_limit",),
    ),
    extract(
        id="H079",
        what="a hole of 100 megabytes in words",
        name="a.tar",
        make=bytes_of(sparse_by_words(100 * MiB)),
        expect=("input_limit",),
    ),
)
