"""Writes a FIT activity by hand, after Garmin's description of the protocol: no library for it is needed."""

import struct
from collections.abc import Iterable

_EPOCH = 631_065_600
"""1989-12-31, from which FIT counts its seconds."""
_RECORD, _FILE_ID, _COURSE_POINT = 20, 0, 32
_TABLE = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def make_fit(points: Iterable[tuple[float, float, float, float]]) -> bytes:
    """An activity with a record for each (latitude, longitude, height, Unix seconds)."""
    body = _definition(0, _FILE_ID, [(0, 1, 0x00), (1, 2, 0x84), (4, 4, 0x86)])
    body += struct.pack("<BBHI", 0, 4, 255, 1_000_000_000)
    fields = [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84), (3, 1, 0x02)]
    body += _definition(1, _RECORD, fields)
    for latitude, longitude, height, time in points:
        semicircles = (round(degrees * 2**31 / 180) for degrees in (latitude, longitude))
        body += struct.pack("<BIiiHB", 1, int(time) - _EPOCH, *semicircles, round((height + 500) * 5), 120)
    header = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    header += struct.pack("<H", _checksum(header))
    return header + body + struct.pack("<H", _checksum(header + body))


def _definition(local: int, message: int, fields: list[tuple[int, int, int]]) -> bytes:
    packed = struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields))
    return packed + b"".join(struct.pack("<3B", *field) for field in fields)


def _checksum(data: bytes) -> int:
    crc = 0
    for byte in data:
        for half in (byte & 0xF, byte >> 4):
            crc = (crc >> 4 & 0x0FFF) ^ _TABLE[crc & 0xF] ^ _TABLE[half]
    return crc
