"""Samples of a wedge, written by hand in each format."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

Point = tuple[float, float, float]

POINTS: tuple[Point, ...] = ((0, 0, 0), (4, 0, 0), (0, 3, 0), (0.5, 0.25, 2))
FACES = ((0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3))
XMLNS_3MF = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"


def _write_stl(path: Path) -> None:
    body = b"".join(
        struct.pack("<3f9fH", 0, 0, 0, *(value for corner in face for value in POINTS[corner]), 0)
        for face in FACES
    )
    path.write_bytes(bytes(80) + struct.pack("<I", len(FACES)) + body)


def _write_obj(path: Path) -> None:
    lines = [f"v {x} {y} {z}" for x, y, z in POINTS] + [f"f {a + 1} {b + 1} {c + 1}" for a, b, c in FACES]
    path.write_text("\n".join(lines) + "\n")


def _write_ply(path: Path) -> None:
    head = [
        *("ply", "format ascii 1.0", f"element vertex {len(POINTS)}"),
        *(f"property float {axis}" for axis in "xyz"),
        *(f"element face {len(FACES)}", "property list uchar int vertex_indices", "end_header"),
    ]
    lines = [f"{x} {y} {z}" for x, y, z in POINTS] + [f"3 {a} {b} {c}" for a, b, c in FACES]
    path.write_text("\n".join([*head, *lines]) + "\n")


def _write_off(path: Path) -> None:
    lines = [f"{x} {y} {z}" for x, y, z in POINTS] + [f"3 {a} {b} {c}" for a, b, c in FACES]
    path.write_text("\n".join(["OFF", f"{len(POINTS)} {len(FACES)} 0", *lines]) + "\n")


def _write_glb(path: Path) -> None:
    corners = b"".join(struct.pack("<3f", *point) for point in POINTS)
    faces = b"".join(struct.pack("<3H", *face) for face in FACES)
    low, high = ([pick(axis) for axis in zip(*POINTS, strict=True)] for pick in (min, max))
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": len(POINTS),
                "type": "VEC3",
                "min": low,
                "max": high,
            },
            {"bufferView": 1, "componentType": 5123, "count": 3 * len(FACES), "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": len(corners)},
            {"buffer": 0, "byteOffset": len(corners), "byteLength": len(faces)},
        ],
        "buffers": [{"byteLength": len(corners) + len(faces)}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    data = corners + faces
    total = 12 + 8 + len(text) + 8 + len(data)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, total) + chunks)


def _write_3mf(path: Path) -> None:
    corners = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in POINTS)
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in FACES)
    mesh = f"<mesh><vertices>{corners}</vertices><triangles>{faces}</triangles></mesh>"
    model = (
        f'<model unit="millimeter" xmlns="{XMLNS_3MF}"><resources><object id="1" type="model">{mesh}</object>'
        '</resources><build><item objectid="1"/></build></model>'
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Target="/3D/3dmodel.model" Id="r0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>'
        "</Relationships>"
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" '
        'ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
    )
    with ZipFile(path, "w") as archive:
        for name, text in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", relation),
            ("3D/3dmodel.model", model),
        ):
            archive.writestr(name, text)


WRITERS: dict[str, Callable[[Path], None]] = {
    "stl": _write_stl,
    "obj": _write_obj,
    "ply": _write_ply,
    "off": _write_off,
    "glb": _write_glb,
    "3mf": _write_3mf,
}
