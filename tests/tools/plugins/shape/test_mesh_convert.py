"""Meshes: converted with every triangle, measured, and refused when they are none."""

from itertools import permutations
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.shape.mesh_convert import MESHES, MeshConvert
from apps.tools.plugins.shape.mesh_options import MeshFacts
from apps.tools.proving import mesh
from apps.tools.proving.mesh_samples import FACES, POINTS
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.shape.conftest import MakeShape

WEDGE = mesh.MeshFacts(frozenset(frozenset(POINTS[corner] for corner in face) for face in FACES))


@pytest.fixture
def convert(run_directly: RunDirectly) -> Any:
    """`convert(path, "obj")` answers the path and the facts."""

    def convert(path: Path, target: str, **options: Any) -> tuple[Path, MeshFacts]:
        output = run_directly(MeshConvert(), [path], output_format=target, **options)
        assert isinstance(output.result, MeshFacts)
        return output.files[0].path, output.result

    return convert


@pytest.mark.parametrize(("source", "target"), list(permutations(MESHES, 2)))
def test_every_triangle_is_kept(make_mesh: MakeShape, convert: Any, source: str, target: str) -> None:
    written, _ = convert(make_mesh(source), target)

    mesh.check(written, source, target, WEDGE)


def test_the_result_measures_the_mesh(make_mesh: MakeShape, convert: Any) -> None:
    _, facts = convert(make_mesh("stl"), "obj")

    assert (facts.vertices, facts.triangles, facts.watertight) == (4, 4, True)
    assert facts.size == [4, 3, 2]
    assert facts.volume == pytest.approx(4)  # a third of the base, 6, times the height


def test_a_mesh_with_a_hole_has_no_volume(tmp_path: Path, convert: Any) -> None:
    path = tmp_path / "open.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")

    _, facts = convert(path, "stl")

    assert (facts.watertight, facts.volume, facts.area) == (False, None, 0.5)


def test_inches_become_millimetres(make_mesh: MakeShape, convert: Any) -> None:
    _, facts = convert(make_mesh("obj"), "stl", scale=25.4)

    assert facts.size == pytest.approx([101.6, 76.2, 50.8])


def test_an_obj_reads_no_file_beside_it(tmp_path: Path, convert: Any) -> None:
    (tmp_path / "secret.mtl").write_text("newmtl secret\nmap_Kd /etc/passwd\n")
    path = tmp_path / "a.obj"
    path.write_text("mtllib secret.mtl\nusemtl secret\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")

    written, _ = convert(path, "ply")

    assert b"secret" not in written.read_bytes()


@pytest.mark.parametrize("format", ["stl", "glb", "3mf", "ply"])
def test_half_a_mesh_is_refused(make_mesh: MakeShape, convert: Any, format: str) -> None:
    path = make_mesh(format)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(InvalidInputError) as refused:
        convert(path, "obj")
    assert refused.value.code == "input_corrupt"


def test_a_mesh_without_triangles_is_refused(tmp_path: Path, convert: Any) -> None:
    path = tmp_path / "points.obj"
    path.write_text("v 0 0 0\nv 1 0 0\n")

    with pytest.raises(InvalidInputError, match=r"no triangle|damaged"):
        convert(path, "stl")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_read(
    tmp_path: Path, convert: Any
) -> None:
    path = tmp_path / "bomb.3mf"
    with (
        ZipFile(path, "w", ZIP_DEFLATED) as archive,
        archive.open("3D/3dmodel.model", "w", force_zip64=True) as model,
    ):
        for _ in range(1025):
            model.write(bytes(1024 * 1024))

    with pytest.raises(InvalidInputError, match="would unpack") as refused:
        convert(path, "stl")
    assert refused.value.code == "input_limit"
