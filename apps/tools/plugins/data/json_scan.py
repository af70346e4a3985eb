"""Looks at the structure of JSON of any size, byte by byte and a piece at a time, without parsing a value."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from apps.tools.base import InvalidInputError, MiB

if TYPE_CHECKING:
    from numpy import bool_, uint8
    from numpy.typing import NDArray

T = TypeVar("T")

MAX_DEPTH = 128
LONGEST_VALUE = 64 * MiB
_PIECE = 4 * MiB
_PARTS_OF_NUMBERS = b"0123456789.eE+-"
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass
class Structure:
    """What was seen so far, and where the scan stands."""

    name: str
    depth: int = 0
    inside: int = 0
    deepest: int = 0
    separators: int = 0
    delicate: bool = False
    """Whether there are integers of 16 digits and more, or halves of letters, which fast parsers change."""
    ended: bool = False
    since: int = 0

    def has_values(self, count: int) -> bool:
        """Whether this many values can lie between the commas of a list; lines have none."""
        return not self.ended or count == self.separators + 1 or (count == 0 and not self.separators)

    def counted(self, values: Iterable[T]) -> Iterator[T]:
        """The values; raises InvalidInputError after the last one if there are commas without a value."""
        count = 0
        for value in values:
            count += 1
            yield value
        if not self.has_values(count):
            raise InvalidInputError(f"'{self.name}' has a comma without a value: it is damaged.")


def _pieces(path: Path, *, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Pieces of the file, and the same with what is escaped blanked out.

    None ends within an escape or a number, of which all digits must be seen at once.
    """
    held = b""
    with path.open("rb") as file:
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)
        while chunk := file.read(_PIECE):
            piece = held + chunk
            end = len(piece.rstrip(_PARTS_OF_NUMBERS))
            slashes = end - len(piece[:end].rstrip(b"\\"))
            end -= slashes % 2
            piece, held = piece[:end], piece[end:]
            if len(held) > LONGEST_VALUE:
                raise _too_long(name)
            if piece:
                yield piece, _ESCAPE.sub(b"__", piece) if b"\\" in piece else piece
    if held:
        yield held, _ESCAPE.sub(b"__", held)


def _too_long(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"'{name}' has a value of more than {LONGEST_VALUE // MiB} MiB.", code="input_limit"
    )


def _outline(masked: bytes, seen: Structure) -> "tuple[NDArray[uint8], NDArray[bool_], NDArray[uint8]]":
    """The bytes, which of them are outside of texts, and how deep they are; checks the depth."""
    import numpy as np

    found = np.frombuffer(masked, dtype=np.uint8)
    inside = np.bitwise_xor.accumulate((found == ord('"')).view(np.uint8)) ^ seen.inside
    outside = inside == 0
    opens = ((found == ord("{")) | (found == ord("["))) & outside
    closes = ((found == ord("}")) | (found == ord("]"))) & outside
    steps = opens.view(np.int8) - closes.view(np.int8)
    depth = np.cumsum(steps, dtype=np.int32)
    depth += seen.depth
    deepest, lowest = int(depth.max()), int(depth.min())
    if deepest > MAX_DEPTH:
        raise InvalidInputError(
            f"'{seen.name}' is nested deeper than {MAX_DEPTH} levels.", code="input_limit"
        )
    if lowest < 0:
        raise InvalidInputError(f"'{seen.name}' closes a bracket that was not opened: it is damaged.")
    seen.deepest = max(seen.deepest, deepest)
    seen.inside, seen.depth = int(inside[-1]), int(depth[-1])
    return found, outside, depth.astype(np.uint8)


def _is_delicate(piece: bytes, found: "NDArray[uint8]", outside: "NDArray[bool_]") -> bool:
    if b"\\" in piece and _SURROGATE.search(piece):
        return True
    digits = ((found - ord("0")) < 10) & outside  # noqa: PLR2004
    runs = digits
    for step in (1, 2, 4, 8):
        runs = runs[:-step] & runs[step:]
    starts = runs.nonzero()[0]
    if not len(starts):
        return False
    before = found[starts - 1]
    heads = (starts == 0) | ((before != ord(".")) & ((before - ord("0")) >= 10))  # noqa: PLR2004
    return bool(heads.any())


def scan_lines(path: Path, *, name: str) -> Structure:
    """Look at a file of one value a line."""
    seen = Structure(name)
    for piece, masked in _pieces(path, name=name):
        found, outside, _ = _outline(masked, seen)
        seen.delicate = seen.delicate or _is_delicate(piece, found, outside)
    _check_end(seen)
    return seen


def _check_end(seen: Structure) -> None:
    if seen.inside or seen.depth:
        raise InvalidInputError(f"'{seen.name}' ends within a value: it is cut off.")


def split_array(path: Path, target: Path, *, name: str) -> Structure:
    """Write the values of one large array into `target`, one a line; the array must be all of the file."""
    seen = Structure(name)
    with target.open("wb") as out:
        for piece, masked in _pieces(path, name=name):
            out.write(_lines(piece, masked, seen))
        out.write(b"\n")
    _check_end(seen)
    if not seen.ended:
        raise InvalidInputError(f"'{name}' is no JSON list.")
    return seen


def _lines(piece: bytes, masked: bytes, seen: Structure) -> bytes:
    import numpy as np

    found, outside, depth = _outline(masked, seen)
    seen.delicate = seen.delicate or _is_delicate(piece, found, outside)
    lines = np.frombuffer(piece, dtype=np.uint8).copy()
    breaks = outside & ((found == ord("\n")) | (found == ord("\r")))
    separators = (found == ord(",")) & (depth == 1) & outside
    frame = outside & (((found == ord("[")) & (depth == 1)) | ((found == ord("]")) & (depth == 0)))
    beyond = (depth == 0) & ~frame & ~((found == ord(" ")) | (found == ord("\t")) | breaks)
    if beyond.any():
        raise InvalidInputError(f"'{seen.name}' has something before or after its list: it is damaged.")
    lines[breaks | frame] = ord(" ")
    at = separators.nonzero()[0]
    lines[at] = ord("\n")
    seen.separators += len(at)
    _check_length(at, len(found), seen)
    seen.ended = seen.ended or bool((frame & (found == ord("]"))).any())
    return lines.tobytes()


def _check_length(at: "NDArray[uint8]", length: int, seen: Structure) -> None:
    longest = seen.since + (int(at[0]) if len(at) else length)
    seen.since = length - int(at[-1]) if len(at) else seen.since + length
    if longest > LONGEST_VALUE:
        raise _too_long(seen.name)
