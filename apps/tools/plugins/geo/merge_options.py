"""What `gpx-merge` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui

MergeMode = Annotated[
    Literal["chronological", "sequential", "preserve_order"],
    Labels(
        {
            "chronological": "All tracks by their first time",
            "sequential": "File after file, each file's tracks by time",
            "preserve_order": "File after file, nothing moved",
        }
    ),
]


class GpxMergeOptions(ToolOptions):
    """How the tracks are ordered, and what the result is called."""

    merge_mode: MergeMode = Field(
        default="chronological", description="The order of tracks; routes and waypoints come as the files do."
    )
    name: str = Field(default="Merged track", max_length=200, description="Name of the merged document.")
    unique_waypoints: Annotated[bool, Ui(group="advanced")] = Field(
        default=False, description="Keep one of several waypoints with the same name and place."
    )


class GpxMergeResult(BaseModel):
    """What the merged file holds."""

    files: int = Field(description="Files that were merged.")
    tracks: int = Field(description="Tracks in the result.")
    routes: int = Field(description="Routes in the result.")
    waypoints: int = Field(description="Waypoints in the result.")
    points: int = Field(description="Points of all of these.")
    duplicate_waypoints: int = Field(description="Waypoints that were left out because they came before.")
