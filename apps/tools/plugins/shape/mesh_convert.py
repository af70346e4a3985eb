"""The tool `mesh-convert`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.shape.mesh_options import MeshConvertOptions, MeshFacts
from apps.tools.plugins.shape.meshes import describe, read_mesh, scale_mesh, write_mesh

MESHES = ("stl", "obj", "ply", "glb", "off", "3mf")
_COLOURED = frozenset({"obj", "ply", "glb", "3mf", "off"})


class MeshConvert(BaseTool[MeshConvertOptions]):
    """Convert three-dimensional meshes between STL, OBJ, PLY, glTF (GLB), OFF and 3MF, and measure them."""

    name = "mesh-convert"
    title = "Convert 3D mesh"
    category = "convert"
    icon = "box"
    aliases = ("3d converter", "stl to obj", "obj to stl", "stl to 3mf", "3mf to stl", "stl to glb", "mesh")
    input_formats = MESHES
    output_formats = MESHES
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=4096)
    examples = (
        Example("For a printer", {"output_format": "stl"}),
        Example("Inches to millimetres", {"output_format": "3mf", "scale": 25.4}),
    )
    result_type = MeshFacts

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        if source in _COLOURED and target == "stl":
            return ("Colours, materials and the names of parts: an STL holds triangles only.",)
        return ("Materials and textures; the shape, and colours of points, stay.",) if source == "glb" else ()

    def process(self, run: ToolRun[MeshConvertOptions]) -> ToolOutput:
        options = run.options
        mesh = read_mesh(run.source)
        run.progress(0.5, f"{len(mesh.faces)} triangles")
        scale_mesh(mesh, options.scale)
        path = write_mesh(mesh, run.output_path(options.output_format), format=options.output_format)
        claims = {"triangles": len(mesh.faces)}
        return run.write(path, format=options.output_format, claims=claims, result=describe(mesh))
