"""The result of gpx-analyze, described."""

import csv
from datetime import datetime
from io import StringIO

from pydantic import BaseModel, Field


class Metrics(BaseModel):
    """The figures of a file, a track or a segment; what lies between two segments is no travel."""

    total_points: int = Field(description="Points with a valid position.")
    total_distance_km: float = Field(description="Way travelled, on a sphere of 6371 km radius.")
    total_duration_seconds: int = Field(description="Time recorded, without the time between segments.")
    total_duration_formatted: str = Field(description="The same as H:MM:SS.")
    start_time: datetime | None = Field(description="The earliest time, in UTC.")
    end_time: datetime | None = Field(description="The latest time, in UTC.")
    average_speed_kmh: float = Field(description="Distance through duration, breaks included.")
    average_pace_min_per_km: str = Field(description="Duration through distance as M:SS; 0:00 if unknown.")
    max_speed_kmh: float = Field(description="The fastest plausible way between two timed points.")
    moving_time_seconds: int = Field(description="Time spent faster than `stopped_below_kmh`.")
    moving_time_formatted: str = Field(description="The same as H:MM:SS.")
    moving_speed_kmh: float = Field(description="Average speed while moving.")
    elevation_gain_m: float = Field(description="Sum of all climbs, not smoothed.")
    elevation_loss_m: float = Field(description="Sum of all descents, not smoothed.")
    min_elevation_m: float | None = Field(description="The lowest point.")
    max_elevation_m: float | None = Field(description="The highest point.")


class TrackMetrics(Metrics):
    """One track."""

    name: str = Field(description="Its name, cut to 100 characters; empty if it has none.")
    segments: list[Metrics] = Field(description="Its segments in order.")


class Split(BaseModel):
    """One stretch of the way; the last is shorter."""

    number: int = Field(description="1 is the first.")
    distance_km: float = Field(description="Its length.")
    duration_seconds: float | None = Field(description="Its time, interpolated; null if not timed.")
    speed_kmh: float | None = Field(description="Its average speed.")
    pace_min_per_km: str | None = Field(description="Its pace as M:SS.")
    elevation_gain_m: float = Field(description="Climb.")
    elevation_loss_m: float = Field(description="Descent.")


class BoundingBox(BaseModel):
    """The smallest box in degrees that holds all points of all tracks."""

    min_latitude: float = Field(description="South.")
    min_longitude: float = Field(description="West.")
    max_latitude: float = Field(description="North.")
    max_longitude: float = Field(description="East.")


class GpxAnalysis(Metrics):
    """Everything about a GPX file."""

    elapsed_seconds: int = Field(description="From start to end, the time between segments included.")
    track_count: int = Field(description="Tracks in the file.")
    segment_count: int = Field(description="Segments of all tracks.")
    route_count: int = Field(description="Routes in the file; their points are planned, not travelled.")
    waypoint_count: int = Field(description="Waypoints in the file.")
    skipped_points: int = Field(description="Points left out because their position is missing or invalid.")
    bounding_box: BoundingBox | None = Field(description="Where it is; null without points.")
    tracks: list[TrackMetrics] = Field(description="The tracks in order, with at most 250 segments in all.")
    splits: list[Split] = Field(description="The splits in order, at most 500.")


def splits_as_csv(splits: list[Split]) -> str:
    """A table with a row for each split, for spreadsheets."""
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Split.model_fields))
    writer.writeheader()
    writer.writerows(split.model_dump() for split in splits)
    return text.getvalue()
