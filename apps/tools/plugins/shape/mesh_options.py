"""What `mesh-convert` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions


class MeshConvertOptions(ToolOptions):
    """The format, and the size."""

    output_format: Annotated[
        Literal["stl", "obj", "ply", "glb", "off", "3mf"],
        Labels({"stl": "STL", "obj": "OBJ", "ply": "PLY", "glb": "glTF (GLB)", "off": "OFF", "3mf": "3MF"}),
    ] = Field(description="The format to write.")
    scale: float = Field(
        default=1, gt=0, le=1_000_000, description="Make it so many times as large: 25.4 for inches."
    )


class MeshFacts(BaseModel):
    """The measures of a mesh, in its own unit."""

    vertices: int = Field(description="How many corners it has.")
    triangles: int = Field(description="How many triangles it has.")
    size: list[float] = Field(description="Width, depth and height of the box around it.")
    lowest: list[float] = Field(description="The corner of that box with the smallest x, y and z.")
    area: float = Field(description="The area of its surface.")
    watertight: bool = Field(description="Whether its surface has no hole: it can be printed.")
    volume: float | None = Field(description="Its volume; null where the surface has a hole.")
