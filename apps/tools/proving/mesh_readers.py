"""Reads meshes by hand, as the corners of their triangles."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from apps.tools.proving.mesh_samples import XMLNS_3MF, Point
from apps.tools.proving.proofs import ProofFailedError

Triangles = list[tuple[Point, Point, Point]]


def _read_stl(path: Path) -> Triangles:
    records = struct.iter_unpack("<3f9fH", path.read_bytes()[84:])
    return [(record[3:6], record[6:9], record[9:12]) for record in records]


def _indexed(points: list[Point], faces: list[list[int]]) -> Triangles:
    return [(points[a], points[b], points[c]) for a, b, c in faces]


def _point(words: list[str]) -> Point:
    x, y, z = map(float, words[:3])
    return x, y, z


def _read_obj(path: Path) -> Triangles:
    lines = [line.split() for line in path.read_text().splitlines()]
    points = [_point(words[1:]) for words in lines if words[:1] == ["v"]]
    return _indexed(
        points, [[int(word.split("/")[0]) - 1 for word in words[1:]] for words in lines if words[:1] == ["f"]]
    )


def _read_off(path: Path) -> Triangles:
    lines = [
        line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")
    ]
    counts = lines[1]
    body = lines[2:]
    points = [_point(words) for words in body[: int(counts[0])]]
    return _indexed(
        points, [[*map(int, words[1:4])] for words in body[int(counts[0]) : int(counts[0]) + int(counts[1])]]
    )


def _read_ply(path: Path) -> Triangles:
    head, _, body = path.read_bytes().partition(b"end_header\n")
    lines = head.decode().splitlines()
    corners, faces = (int(line.split()[2]) for line in lines if line.startswith("element"))
    if "format binary_little_endian 1.0" not in lines:
        raise ProofFailedError("the PLY is not binary")
    # Positions come first; normals may follow them.
    size = 4 * sum(line.startswith("property float") for line in lines)
    points = [_floats(body[at : at + 12]) for at in range(0, corners * size, size)]
    records = struct.iter_unpack("<B3i", body[corners * size :][: faces * 13])
    return _indexed(points, [[*record[1:]] for record in records])


def _floats(data: bytes) -> Point:
    x, y, z = struct.unpack("<3f", data)
    return x, y, z


def _read_glb(path: Path) -> Triangles:
    data = path.read_bytes()
    size = struct.unpack("<I", data[12:16])[0]
    document, binary = json.loads(data[20 : 20 + size]), data[28 + size :]

    def values(number: int, codes: dict[int, str], width: int) -> list[tuple[float, ...]]:
        accessor = document["accessors"][number]
        view = document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        code = f"<{width}{codes[accessor['componentType']]}"
        piece = binary[start : start + struct.calcsize(code) * accessor["count"]]
        return [*struct.iter_unpack(code, piece)]

    part = document["meshes"][0]["primitives"][0]
    points = values(part["attributes"]["POSITION"], {5126: "f"}, 3)
    corners = [int(value) for (value,) in values(part["indices"], {5121: "B", 5123: "H", 5125: "I"}, 1)]
    faces = [corners[at : at + 3] for at in range(0, len(corners), 3)]
    return _indexed(cast(list[Point], points), faces)


def _read_3mf(path: Path) -> Triangles:
    with ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".model"))
        root = ET.fromstring(archive.read(name))  # noqa: S314 - our own output
    points = [_point([node.attrib[axis] for axis in "xyz"]) for node in root.iter(f"{{{XMLNS_3MF}}}vertex")]
    faces = [
        [int(node.attrib[corner]) for corner in ("v1", "v2", "v3")]
        for node in root.iter(f"{{{XMLNS_3MF}}}triangle")
    ]
    return _indexed(points, faces)


READERS: dict[str, Callable[[Path], Triangles]] = {
    "stl": _read_stl,
    "obj": _read_obj,
    "ply": _read_ply,
    "off": _read_off,
    "glb": _read_glb,
    "3mf": _read_3mf,
}
