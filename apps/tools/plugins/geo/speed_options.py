"""What `gpx-speed` can be asked for, and what it answers."""

from datetime import datetime

from pydantic import BaseModel, Field

from apps.tools.base import ToolOptions


class GpxSpeedOptions(ToolOptions):
    """How fast."""

    multiplier: float = Field(ge=0.1, le=10, description="2 makes the track twice as fast, 0.5 half as fast.")


class GpxSpeedResult(BaseModel):
    """The times before and after."""

    timed_points: int = Field(description="Track points whose time was changed.")
    start_time: datetime = Field(description="The first time of the track, which stays.")
    end_time_before: datetime = Field(description="The last time of the track as it was.")
    end_time_after: datetime = Field(description="The last time of the track as it is now.")
    duration_seconds_before: float = Field(description="From the first to the last time as it was.")
    duration_seconds_after: float = Field(description="From the first to the last time as it is now.")
