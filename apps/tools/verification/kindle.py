"""Checks a Kindle book by its Palm database: records in order within the file, and a head that says MOBI.

The layout is described at https://wiki.mobileread.com/wiki/MOBI.
"""

import struct
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_HEAD, _RECORD = 78, 8


def inspect(path: Path) -> dict[str, float]:
    """How many bytes of text the book says it has."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            count = int(struct.unpack(">H", file.read(_HEAD)[76:])[0])
            table = file.read(count * _RECORD)
            offsets = [start for start, _ in struct.iter_unpack(">II", table)]
            file.seek(offsets[0])
            first = file.read(20)
    except (struct.error, IndexError):
        raise OutputInvalidError("The tool's output is no Palm database to its end.") from None
    if offsets != sorted(offsets) or offsets[-1] > size or first[16:] != b"MOBI":
        raise OutputInvalidError("The tool's output is a Palm database, but no Kindle book.")
    return {"text_bytes": int(struct.unpack(">I", first[4:8])[0])}
