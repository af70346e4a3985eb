"""What `gpx-simplify` can be asked for, and what it answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from apps.tools.base import ToolOptions, Ui


class GpxSimplifyOptions(ToolOptions):
    """How much may change."""

    tolerance: Annotated[float, Ui(unit="m")] = Field(
        default=10,
        ge=0.1,
        le=100_000,
        description="How far from the new line a point may lie that is left out.",
    )
    routes: Annotated[bool, Ui(group="advanced")] = Field(
        default=False, description="Whether routes are simplified too; their points may be turns with names."
    )


class GpxSimplifyResult(BaseModel):
    """How many points there are."""

    points_before: int = Field(description="Points of the lines as they were.")
    points_after: int = Field(description="Points of the lines as they are now.")
    segments: int = Field(description="Segments, each of which keeps its ends.")
