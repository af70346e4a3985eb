"""Takes GPX files apart and puts their pieces together as one GPX 1.1, whatever version they were."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf, isnan
from pathlib import Path
from typing import Any, BinaryIO

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.geo.gpx import POINT_ELEMENTS
from apps.tools.plugins.geo.gpx_metadata import GPX, Metadata, local_name, modernize, to_bytes
from apps.tools.plugins.geo.points import Points, Readings
from apps.tools.plugins.geo.xml_stream import read_xml

KINDS = ("wpt", "rte", "trk")
"""The elements of a GPX that hold points, in the order that its schema demands."""


@dataclass(slots=True)
class Piece:
    """An element, written aside; `time` is that of its first point with one."""

    file: int
    number: int
    offset: int
    size: int
    time: float = inf


@dataclass(slots=True)
class Box:
    """The south-western and north-eastern corners of all points."""

    latitudes: "array[float]" = field(default_factory=lambda: array("d", [inf, -inf]))
    longitudes: "array[float]" = field(default_factory=lambda: array("d", [inf, -inf]))

    def add(self, points: Points) -> None:
        """Make room for points."""
        for bounds, values in ((self.latitudes, points.latitudes), (self.longitudes, points.longitudes)):
            bounds[0], bounds[1] = min(bounds[0], *values), max(bounds[1], *values)


class GpxPieces(Readings):
    """Collects the pieces of several files; they wait on the disk, not in memory."""

    def __init__(self, spool: BinaryIO, *, unique_waypoints: bool) -> None:
        super().__init__()
        self.pieces: dict[str, list[Piece]] = {kind: [] for kind in KINDS}
        self.metadata, self.box = Metadata(), Box()
        self.duplicates = self.points = 0
        self._spool, self._unique_waypoints = spool, unique_waypoints
        self._waypoints: set[tuple[float, float, str]] = set()
        self._file = 0

    def add_file(self, source: ToolInput) -> None:
        """Take a file apart; raises InvalidInputError, which names it."""
        from lxml import etree

        self._file += 1
        try:
            read_xml(source.path, on_start=_expect_gpx, on_end=_ignore)
            for _, element in etree.iterparse(
                source.path, events=("end",), resolve_entities=False, no_network=True, huge_tree=False
            ):
                parent = element.getparent()
                if parent is not None and parent.getparent() is None:
                    self._take(element)
                    element.clear()
                    while element.getprevious() is not None:
                        del parent[0]
        except etree.XMLSyntaxError as error:
            raise InvalidInputError(f"'{source.name}' cannot be read as XML: {error.msg}.") from None
        except InvalidInputError as error:
            raise InvalidInputError(f"'{source.name}': {error}", code=error.code) from None

    def _take(self, element: Any) -> None:
        kind = local_name(element)
        if kind not in KINDS:
            self.metadata.add(element, kind)
            return
        points = self._points(element)
        if kind == "wpt" and self._unique_waypoints and self._is_known(element, points):
            self.duplicates += 1
            return
        if len(points):
            self.box.add(points)
        self.points += sum(1 for one in element.iter() if local_name(one) in POINT_ELEMENTS)
        content = to_bytes(modernize(element))
        time = next((time for time in points.times if not isnan(time)), inf)
        pieces = self.pieces[kind]
        pieces.append(Piece(self._file, len(pieces), self._spool.tell(), len(content), time))
        self._spool.write(content)

    def _points(self, element: Any) -> Points:
        points = Points()
        for one in element.iter():
            if local_name(one) in POINT_ELEMENTS:
                time = next((child.text or "" for child in one if local_name(child) == "time"), "").strip()
                position = (one.get("lat", ""), one.get("lon", ""))
                self.add_point(points, position, time=time, line=one.sourceline or 0)
        return points

    def _is_known(self, waypoint: Any, points: Points) -> bool:
        """Whether a waypoint of the same name stands within a decimetre."""
        name = next((child.text or "" for child in waypoint if local_name(child) == "name"), "")
        keys = {(round(place[0], 6), round(place[1], 6), name) for place in points}
        known = bool(keys) and keys <= self._waypoints
        self._waypoints |= keys
        return known

    def in_order(self, mode: str) -> dict[str, list[Piece]]:
        """The pieces as a mode wants them; tracks without a time come last where times decide."""
        keys: dict[str, Callable[[Piece], tuple[float, ...]]] = {
            "chronological": lambda piece: (piece.time, piece.file, piece.number),
            "sequential": lambda piece: (piece.file, piece.time, piece.number),
            "preserve_order": lambda piece: (piece.file, piece.number),
        }
        return {**self.pieces, "trk": sorted(self.pieces["trk"], key=keys[mode])}

    def write(self, path: Path, *, mode: str, name: str) -> None:
        """Put them together."""
        self._spool.flush()
        with path.open("wb") as file:
            file.write(
                b'<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="MagicToolbox" '
                b'xmlns="' + GPX.encode() + b'">\n'
            )
            corners = (*self.box.latitudes, *self.box.longitudes)
            file.write(self.metadata.to_xml(name=name, corners=corners))
            for pieces in self.in_order(mode).values():
                for piece in pieces:
                    self._spool.seek(piece.offset)
                    file.write(self._spool.read(piece.size) + b"\n")
            file.write(self.metadata.extensions() + b"</gpx>\n")


def _expect_gpx(name: str, parent: str, _: Mapping[str, str], _line: int) -> None:
    if not parent and name != "gpx":
        raise InvalidInputError(
            f"The file is no GPX: its root element is <{name[:50]}>, not <gpx>.", code="input_mismatch"
        )


def _ignore(_name: str, _parent: str, _text: str) -> None:
    """Only the form is looked at."""
