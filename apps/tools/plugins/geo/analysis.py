"""Makes the result of gpx-analyze from what was read and summed up."""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from apps.tools.plugins.geo.gpx import Gpx
from apps.tools.plugins.geo.results import BoundingBox, GpxAnalysis, Metrics, Split, TrackMetrics
from apps.tools.plugins.geo.splits import Stretch, splits
from apps.tools.plugins.geo.travel import KMH, Journey, Thresholds, total

MAX_SEGMENTS_LISTED = 250
MAX_SPLITS = 500


def analyze(gpx: Gpx, *, thresholds: Thresholds, split_km: float) -> tuple[GpxAnalysis, tuple[str, ...]]:
    """The figures of a file, and notes on what they leave out."""
    journeys = [[Journey.of(points, thresholds) for points in track.segments] for track in gpx.tracks]
    whole = total(journey for parts in journeys for journey in parts)
    segments = [points for track in gpx.tracks for points in track.segments]
    stretches = splits(segments, metres=split_km * 1000, at_most=MAX_SPLITS)
    analysis = GpxAnalysis(
        **_figures(whole),
        elapsed_seconds=int(whole.end - whole.start) if isfinite(whole.end) else 0,
        track_count=len(gpx.tracks),
        segment_count=len(segments),
        route_count=len(gpx.routes),
        waypoint_count=len(gpx.waypoints),
        skipped_points=gpx.bad_positions.count,
        bounding_box=_bounding_box(gpx) if whole.points else None,
        tracks=_tracks(gpx, journeys),
        splits=[_split(number, stretch) for number, stretch in enumerate(stretches, start=1)],
    )
    return analysis, tuple(_notes(gpx, whole, analysis, thresholds))


def _figures(journey: Journey) -> dict[str, Any]:
    average = journey.timed_metres / journey.seconds if journey.seconds else 0.0
    moving = journey.moving_metres / journey.moving_seconds if journey.moving_seconds else 0.0
    return {
        "total_points": journey.points,
        "total_distance_km": round(journey.metres / 1000, 2),
        "total_duration_seconds": int(journey.seconds),
        "total_duration_formatted": _clock(journey.seconds),
        "start_time": _moment(journey.start),
        "end_time": _moment(journey.end),
        "average_speed_kmh": round(average * KMH, 2),
        "average_pace_min_per_km": _pace(average) or "0:00",
        "max_speed_kmh": round(journey.max_speed * KMH, 2),
        "moving_time_seconds": int(journey.moving_seconds),
        "moving_time_formatted": _clock(journey.moving_seconds),
        "moving_speed_kmh": round(moving * KMH, 2),
        "elevation_gain_m": round(journey.gain, 1),
        "elevation_loss_m": round(journey.loss, 1),
        "min_elevation_m": round(journey.lowest, 1) if isfinite(journey.lowest) else None,
        "max_elevation_m": round(journey.highest, 1) if isfinite(journey.highest) else None,
    }


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _pace(speed: float) -> str | None:
    minutes, seconds = divmod(int(1000 / speed) if speed > 0 else 0, 60)
    return f"{minutes}:{seconds:02}" if speed > 0 else None


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isfinite(seconds) else None


def _tracks(gpx: Gpx, journeys: list[list[Journey]]) -> list[TrackMetrics]:
    listed: list[TrackMetrics] = []
    room = MAX_SEGMENTS_LISTED
    for track, parts in zip(gpx.tracks[:MAX_SEGMENTS_LISTED], journeys, strict=False):
        segments = [Metrics(**_figures(part)) for part in parts[:room]]
        room -= len(segments)
        listed.append(TrackMetrics(**_figures(total(parts)), name=track.name, segments=segments))
    return listed


def _split(number: int, stretch: Stretch) -> Split:
    is_timed = stretch.seconds > 0
    speed = stretch.metres / stretch.seconds if is_timed else 0.0
    return Split(
        number=number,
        distance_km=round(stretch.metres / 1000, 3),
        duration_seconds=round(stretch.seconds, 1) if is_timed else None,
        speed_kmh=round(speed * KMH, 2) if is_timed else None,
        pace_min_per_km=_pace(speed),
        elevation_gain_m=round(stretch.gain, 1),
        elevation_loss_m=round(stretch.loss, 1),
    )


def _bounding_box(gpx: Gpx) -> BoundingBox:
    filled = [points for track in gpx.tracks for points in track.segments if len(points)]
    return BoundingBox(
        min_latitude=min(min(points.latitudes) for points in filled),
        min_longitude=min(min(points.longitudes) for points in filled),
        max_latitude=max(max(points.latitudes) for points in filled),
        max_longitude=max(max(points.longitudes) for points in filled),
    )


def _notes(gpx: Gpx, whole: Journey, analysis: GpxAnalysis, thresholds: Thresholds) -> Iterator[str]:
    if not whole.points:
        yield "The file has no track points, so all figures are zero."
    yield from gpx.notes()
    if whole.implausible_legs:
        yield (
            f"{whole.implausible_legs} pairs of points imply {thresholds.implausible_from:g} km/h or more; "
            "they count for the distance, not for the maximum speed."
        )
    if whole.backward_legs:
        yield f"{whole.backward_legs} points are earlier than the one before; that time was not counted."
    if len(analysis.splits) == MAX_SPLITS:
        yield f"Only the first {MAX_SPLITS} splits are given. Choose longer ones."
    if analysis.segment_count > MAX_SEGMENTS_LISTED or analysis.track_count > MAX_SEGMENTS_LISTED:
        yield f"Only the first {MAX_SEGMENTS_LISTED} segments are listed; the totals hold all."
