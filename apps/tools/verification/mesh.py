"""Checks a mesh by counting its triangles, without the library that wrote it."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from apps.tools.verification.check import OutputInvalidError

_STL_HEADER, _STL_TRIANGLE = 84, 50
_TRIANGLES_MODE = 4
_READ_SIZE = 1024 * 1024


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many triangles it has; raises OutputInvalidError where it cannot be read."""
    try:
        count = _COUNTERS[format](path)
    except (ValueError, KeyError, IndexError, struct.error, BadZipFile, expat.ExpatError):
        raise OutputInvalidError(f"The tool's output cannot be read as {format}.") from None
    return {"triangles": count}


def _count_stl(path: Path) -> int:
    with path.open("rb") as file:
        count = int(struct.unpack("<I", file.read(_STL_HEADER)[80:])[0])
    if path.stat().st_size != _STL_HEADER + count * _STL_TRIANGLE:
        raise ValueError(count)
    return count


def _count_obj(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(len(line.split()) - 3 for line in file if line.startswith("f "))


def _count_ply(path: Path) -> int:
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"element face"):
                return int(line.split()[2])
            if line.startswith(b"end_header"):
                break
    raise ValueError("no faces")


def _count_off(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        words = (word for line in file for word in line.partition("#")[0].split())
        if next(words) not in {"OFF", "COFF"}:
            raise ValueError("no OFF")
        next(words)
        return int(next(words))


def _count_glb(path: Path) -> int:
    with path.open("rb") as file:
        magic, version, length = struct.unpack("<4sII", file.read(12))
        size, kind = struct.unpack("<I4s", file.read(8))
        if (magic, version, length, kind) != (b"glTF", 2, path.stat().st_size, b"JSON"):
            raise ValueError(magic)
        document = json.loads(file.read(size))
    accessors = document["accessors"]
    parts = [part for mesh in document["meshes"] for part in mesh["primitives"]]
    solid = [part for part in parts if part.get("mode", _TRIANGLES_MODE) == _TRIANGLES_MODE]
    return sum(int(accessors[part["indices"]]["count"]) // 3 for part in solid)


def _count_3mf(path: Path) -> int:
    count = 0

    def note(name: str, _: dict[str, str]) -> None:
        nonlocal count
        count += name.rpartition(":")[2] == "triangle"

    with ZipFile(path) as archive:
        for name in (name for name in archive.namelist() if name.endswith(".model")):
            parser = expat.ParserCreate()
            parser.StartElementHandler = note
            with archive.open(name) as model:
                while piece := model.read(_READ_SIZE):
                    parser.Parse(piece)
    return count


_COUNTERS: dict[str, Callable[[Path], int]] = {
    "stl": _count_stl,
    "obj": _count_obj,
    "ply": _count_ply,
    "off": _count_off,
    "glb": _count_glb,
    "3mf": _count_3mf,
}
