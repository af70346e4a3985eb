"""What the end of a ZIP says about its members, looked at before an object is made for any of them."""

import struct
import zipfile
from pathlib import Path
from typing import BinaryIO, Final

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive.budget import refuse_members

MAX_DIRECTORY: Final = 16 * MiB
"""Of the table of members; ten thousand of them with long names need a fifth of it."""
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_LOCAL: Final = struct.Struct("<26x2H")
_LONGEST_COMMENT: Final = 65_535
_SEE_64: Final = 0xFFFF


def check_directory(path: Path, *, name: str) -> None:
    """Raise InvalidInputError for a ZIP in parts, or one whose table of members is made to exhaust."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + _END.size:
            raise InvalidInputError(
                f"'{name}' ends without the table of its members: a part of it "
                "is missing. Send the whole file."
            )
        _, disk, _, _, count, length, _, _ = _END.unpack_from(tail, at)
        if disk not in {0, _SEE_64}:
            raise InvalidInputError(
                f"'{name}' is one part of a ZIP that was split. Join the parts, for instance by "
                "`zip -s 0 split.zip --out whole.zip`, and send that.",
                code="input_not_allowed",
            )
        count, length = _read_64(file, end=start + at) or (count, length)
    refuse_members(count, name=name)
    if length > MAX_DIRECTORY:
        raise InvalidInputError(
            f"The table of members of '{name}' has {length} bytes; {MAX_DIRECTORY} are allowed.",
            code="input_limit",
        )


def _read_64(file: BinaryIO, *, end: int) -> tuple[int, int] | None:
    """Number and length of the entries from the 64-bit record, if there is one."""
    if end < _LOCATOR_64.size:
        return None
    file.seek(end - _LOCATOR_64.size)
    magic, _, offset, _ = _LOCATOR_64.unpack(file.read(_LOCATOR_64.size))
    if magic != b"PK\x06\x07":
        return None
    file.seek(min(offset, end))
    record = file.read(_END_64.size)
    if len(record) < _END_64.size or record[:4] != b"PK\x06\x06":
        return None
    fields = _END_64.unpack(record)
    return fields[7], fields[8]


def refuse_overlaps(file: BinaryIO, infos: list[zipfile.ZipInfo], *, end: int, name: str) -> None:
    """Raise InvalidInputError when two members share bytes, as in bombs that list one of them often."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    starts = [*(info.header_offset for info in ordered), end]
    if starts[0] < 0:
        raise InvalidInputError(f"'{name}' is damaged: its table places a member before its beginning.")
    for info, following in zip(ordered, starts[1:], strict=True):
        file.seek(info.header_offset)
        header = file.read(_LOCAL.size)
        lengths = _LOCAL.unpack(header) if len(header) == _LOCAL.size else (0, 0)
        if info.header_offset + _LOCAL.size + sum(lengths) + info.compress_size > following:
            raise InvalidInputError(
                f"'{name}' is damaged or a decompression bomb: two of its members share the same bytes."
            )
