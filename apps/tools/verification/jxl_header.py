"""Reads the first bits of a JPEG XL file (ISO/IEC 18181-1, annex D): nothing else tells its size cheaply."""

from dataclasses import dataclass
from pathlib import Path

_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_CODESTREAM = b"\xff\x0a"
_MAX_BOXES = 1_000
_HEAD = 64
_WIDTHS = (9, 13, 18, 30)
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Of width to height; the ratio 0 says that the width follows."""
_FIRST_LYING = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class JxlHeader:
    """Width and height are those when upright."""

    width: int
    height: int
    animated: bool


class _Bits:
    """Reads numbers of some bits, the lowest first."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("The JPEG XL header ends too early.")
        number = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return number


def read_jxl_header(path: Path) -> JxlHeader:
    """The size and whether it moves; raises ValueError when the file is no JPEG XL."""
    bits = _Bits(_codestream_head(path))
    width, height = _size(bits)
    animated = False
    if not bits.take(1) and bits.take(1):  # neither all defaults, nor without the extra fields
        orientation = 1 + bits.take(3)
        if bits.take(1):
            _size(bits)  # how large it is meant to be shown
        animated = not bits.take(1) and bool(bits.take(1))  # a preview's header may hide the animation's
        if orientation >= _FIRST_LYING:
            width, height = height, width
    return JxlHeader(width=width, height=height, animated=animated)


def _size(bits: _Bits) -> tuple[int, int]:
    small = bits.take(1)
    height = _side(bits, small=small)
    if ratio := bits.take(3):
        across, down = _RATIOS[ratio - 1]
        return height * across // down, height
    return _side(bits, small=small), height


def _side(bits: _Bits, *, small: int) -> int:
    return 8 * (bits.take(5) + 1) if small else bits.take(_WIDTHS[bits.take(2)]) + 1


def _codestream_head(path: Path) -> bytes:
    """The first bytes after the signature of the codestream, bare or in its box."""
    with path.open("rb") as file:
        head = file.read(len(_CONTAINER))
        if head[:2] == _CODESTREAM:
            return (head + file.read(_HEAD))[2:]
        if head != _CONTAINER:
            raise ValueError("This is not a JPEG XL file.")
        for _ in range(_MAX_BOXES):
            size, kind = int.from_bytes(file.read(4), "big"), file.read(4)
            body = int.from_bytes(file.read(8), "big") - 16 if size == 1 else size - 8
            if kind in {b"jxlc", b"jxlp"}:
                data = file.read(_HEAD)[4 if kind == b"jxlp" else 0 :]
                if data[:2] == _CODESTREAM:
                    return data[2:]
                break
            if not kind or body < 0:
                break
            file.seek(body, 1)
    raise ValueError("The JPEG XL file has no picture.")
