"""Geometries as well-known binary (ISO 13249-3, OGC 06-103r4), which databases of maps hold."""

import struct
from array import array
from collections.abc import Iterable, Iterator
from math import isnan

from apps.tools.plugins.geo.features import Feature, FeatureKind
from apps.tools.plugins.geo.points import Points, Readings

POINT, LINE, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON, COLLECTION = range(1, 8)
_Z = 1000
_OLD_Z = 0x80000000
_MAX_DEPTH = 10

Parts = tuple[FeatureKind, list[Points]]


def write_wkb(feature: Feature, *, heights: bool) -> bytes:
    """A point of a place, a multi-line or a multi-polygon; a height that is not given is 0."""
    if feature.kind == "waypoint":
        return _header(POINT, heights=heights) + _coordinates(feature.parts[0], heights=heights)
    if feature.kind == "area":
        polygons = [_polygon(rings, heights=heights) for rings in feature.polygons()]
        return _collection(MULTI_POLYGON, polygons, heights=heights)
    lines = [
        _header(LINE, heights=heights) + struct.pack("<I", len(part)) + _coordinates(part, heights=heights)
        for part in feature.parts
    ]
    return _collection(MULTI_LINE, lines, heights=heights)


def _header(kind: int, *, heights: bool) -> bytes:
    return struct.pack("<BI", 1, kind + _Z * heights)


def _collection(kind: int, parts: list[bytes], *, heights: bool) -> bytes:
    return _header(kind, heights=heights) + struct.pack("<I", len(parts)) + b"".join(parts)


def _polygon(rings: list[Points], *, heights: bool) -> bytes:
    packed = (struct.pack("<I", len(ring)) + _coordinates(ring, heights=heights) for ring in rings)
    return _header(POLYGON, heights=heights) + struct.pack("<I", len(rings)) + b"".join(packed)


def _coordinates(points: Points, *, heights: bool) -> bytes:
    numbers = array("d")
    for latitude, longitude, elevation, _ in points:
        numbers.extend((longitude, latitude))
        if heights:
            numbers.append(0.0 if isnan(elevation) else elevation)
    return numbers.tobytes()


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        """The next values."""
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def coordinates(self, order: str, dimensions: int, count: int) -> Iterable[tuple[float, ...]]:
        """The next points."""
        size = 8 * dimensions * count
        if size > len(self._data) - self._at:
            raise ValueError("a geometry is cut off")
        piece = self._data[self._at : self._at + size]
        self._at += size
        return struct.iter_unpack(f"{order}{dimensions}d", piece)


def read_wkb(data: bytes, readings: Readings, *, line: FeatureKind) -> Iterator[Parts]:
    """The parts of a geometry, each with its kind; raises struct.error or ValueError when it is damaged."""
    yield from _read(_Cursor(data), readings, line, 0)


def _read(cursor: _Cursor, readings: Readings, line: FeatureKind, depth: int) -> Iterator[Parts]:
    if depth > _MAX_DEPTH:
        raise ValueError("a geometry is nested too deeply")
    order = "<" if cursor.take("B")[0] else ">"
    (code,) = cursor.take(f"{order}I")
    flags, kind = divmod(code & 0xFFFF, _Z)
    has_z = bool(code & _OLD_Z) or flags in {1, 3}
    dimensions = 2 + has_z + (flags in {2, 3} or bool(code & 0x40000000))

    def points(count: int, *, hole: bool = False) -> Points:
        read = Points(hole=hole)
        for longitude, latitude, *rest in cursor.coordinates(order, dimensions, count):
            height = str(rest[0]) if has_z else ""
            readings.add_point(read, (str(latitude), str(longitude)), elevation=height)
        return read

    if kind == POINT:
        yield "waypoint", [points(1)]
    elif kind == LINE:
        yield line, [points(*cursor.take(f"{order}I"))]
    elif kind == POLYGON:
        (count,) = cursor.take(f"{order}I")
        yield "area", [points(*cursor.take(f"{order}I"), hole=number > 0) for number in range(count)]
    elif kind in {MULTI_POINT, MULTI_LINE, MULTI_POLYGON, COLLECTION}:
        (count,) = cursor.take(f"{order}I")
        for _ in range(count):
            yield from _read(cursor, readings, line, depth + 1)
    else:
        raise ValueError(f"geometries of the kind {kind} are not read")
