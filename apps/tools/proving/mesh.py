"""Proves meshes: a wedge keeps each of its triangles."""

from dataclasses import dataclass
from pathlib import Path

from apps.tools.proving.mesh_readers import READERS
from apps.tools.proving.mesh_samples import FACES, POINTS, WRITERS, Point
from apps.tools.proving.proofs import ProofFailedError

Triangle = frozenset[Point]


@dataclass(frozen=True, slots=True)
class MeshFacts:
    """What is in a sample: each triangle by its corners."""

    triangles: frozenset[Triangle]


def make_sample(format: str, path: Path) -> MeshFacts:
    """Four triangles around a volume, with a corner that is on no grid."""
    WRITERS[format](path)
    return MeshFacts(frozenset(frozenset(POINTS[corner] for corner in face) for face in FACES))


def check(path: Path, source: str, target: str, facts: MeshFacts) -> None:  # noqa: ARG001 - all alike
    """Every triangle is there, at its place, and no other."""
    found = frozenset(
        frozenset(_rounded(corner) for corner in triangle) for triangle in READERS[target](path)
    )
    if found != facts.triangles:
        raise ProofFailedError(f"the triangles are {sorted(map(sorted, found))}, not those of the sample")


def _rounded(corner: Point) -> Point:
    x, y, z = (round(value, 4) + 0.0 for value in corner)
    return x, y, z
