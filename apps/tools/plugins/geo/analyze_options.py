"""What `gpx-analyze` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui

ExportFormat = Annotated[
    Literal["none", "json", "csv"],
    Labels({"none": "No file", "json": "Everything as JSON", "csv": "The splits as CSV"}),
]

Pictures = Annotated[
    Literal["none", "svg", "png"],
    Labels({"none": "No pictures", "svg": "SVG, sharp in any size", "png": "PNG"}),
]


class GpxAnalyzeOptions(ToolOptions):
    """What counts as moving, how long a split is, and whether a file is wanted."""

    split_km: Annotated[float, Ui(unit="km")] = Field(
        default=1, ge=0.1, le=1000, description="Length of a split."
    )
    stopped_below_kmh: Annotated[float, Ui(group="advanced", unit="km/h")] = Field(
        default=1, ge=0, le=100, description="What is slower is a break."
    )
    max_plausible_speed_kmh: Annotated[float, Ui(group="advanced", unit="km/h")] = Field(
        default=200, gt=0, le=100_000, description="Faster is a slip of the receiver: no maximum speed."
    )
    export_format: ExportFormat = Field(default="none", description="Also write the result into a file.")
    pictures: Pictures = Field(default="none", description="Also draw height, speed and the path.")
