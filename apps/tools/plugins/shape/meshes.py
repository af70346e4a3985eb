"""Reading, writing and measuring meshes."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS
from apps.tools.plugins.shape.mesh_options import MeshFacts

if TYPE_CHECKING:
    from trimesh import Trimesh

MAX_TRIANGLES = 5_000_000
MAX_ARCHIVE = 1024 * 1024 * 1024
_DIGITS = 9
_WITHOUT = {"obj": {"include_texture": False}, "ply": {"include_attributes": False}}


def read_mesh(source: ToolInput) -> "Trimesh":
    """All parts of the file as one mesh; nothing beside the file is looked at.

    Raises InvalidInputError where it is damaged, holds no triangle, or holds too many.
    """
    import trimesh

    if source.format == "3mf":
        _refuse_bomb(source)
    try:
        with source.path.open("rb") as file:
            loaded = trimesh.load_scene(file, file_type=source.format, resolver=None, allow_remote=False)
        mesh: Trimesh = loaded.to_mesh()
    except Exception as error:
        # trimesh raises whatever its reading of damaged bytes leads to.
        title = FORMATS[source.format].title
        raise InvalidInputError(f"'{source.name}' is damaged, or no {title}: it cannot be read.") from error
    if not len(mesh.faces):
        raise InvalidInputError(f"'{source.name}' holds no triangle.")
    if len(mesh.faces) > MAX_TRIANGLES:
        raise InvalidInputError(
            f"'{source.name}' has {len(mesh.faces)} triangles; at most {MAX_TRIANGLES} are allowed.",
            code="input_limit",
        )
    return mesh


def scale_mesh(mesh: "Trimesh", factor: float) -> None:
    """Make it so many times as large, from the origin."""
    if factor != 1:
        mesh.apply_scale(factor)  # type: ignore[no-untyped-call]  # trimesh's own types are not complete


def write_mesh(mesh: "Trimesh", path: Path, *, format: str) -> Path:
    """Write it in one file, with nothing of the format that it came in."""
    mesh.export(path, file_type=format, **_WITHOUT.get(format, {}))
    return path


def describe(mesh: "Trimesh") -> MeshFacts:
    """Its measures, rounded to what coordinates of single precision can say."""
    low, high = mesh.bounds
    return MeshFacts(
        vertices=len(mesh.vertices),
        triangles=len(mesh.faces),
        size=[round(float(side), _DIGITS) for side in high - low],
        lowest=[round(float(value), _DIGITS) for value in low],
        area=round(float(mesh.area), _DIGITS),
        watertight=bool(mesh.is_watertight),
        volume=round(abs(float(mesh.volume)), _DIGITS) if mesh.is_watertight else None,
    )


def _refuse_bomb(source: ToolInput) -> None:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(source.path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except BadZipFile as error:
        raise InvalidInputError(f"'{source.name}' is damaged: it is no ZIP to its end.") from error
    if size > MAX_ARCHIVE:
        raise InvalidInputError(
            f"'{source.name}' would unpack to {size} bytes; at most {MAX_ARCHIVE} are allowed.",
            code="input_limit",
        )
