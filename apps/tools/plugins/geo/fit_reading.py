"""Reads Garmin FIT activities and courses by fitdecode: the track, and the course points as waypoints."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.features import Feature, GeoDocument
from apps.tools.plugins.geo.points import Points

_DEGREES = 180 / 2**31
"""Positions are in semicircles."""
_SENSORS = {
    "heart_rate": "heart rates",
    "cadence": "cadences",
    "power": "powers",
    "temperature": "temperatures",
}


def read_fit(path: Path) -> GeoDocument:
    """The track of an activity or course; raises InvalidInputError."""
    import fitdecode

    document, track = GeoDocument(), Feature("track", parts=[Points()])
    try:
        with fitdecode.FitReader(path) as reader:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    _take(document, track, frame)
    except (fitdecode.FitError, ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise InvalidInputError(f"The FIT file is damaged: {str(error)[:200]}.") from None
    document.add(track)
    return document


def _take(document: GeoDocument, track: Feature, frame: Any) -> None:
    said = {field.name: field.value for field in frame.fields if field.value is not None}
    if frame.name == "record":
        if "position_lat" in said and "position_long" in said:
            _add(document, track.parts[0], said)
        for name in _SENSORS.keys() & said.keys():
            document.dropped[_SENSORS[name]] += 1
    elif frame.name == "course_point" and "position_lat" in said:
        points = Points()
        _add(document, points, said)
        document.add(Feature("waypoint", str(said.get("name", "")), parts=[points]))
    elif frame.name == "course":
        track.name = str(said.get("name", ""))
    elif frame.name in {"session", "sport"} and isinstance(said.get("sport"), str):
        track.properties["type"] = said["sport"]


def _add(document: GeoDocument, points: Points, said: dict[str, Any]) -> None:
    height, time = said.get("enhanced_altitude", said.get("altitude")), said.get("timestamp")
    document.add_point(
        points,
        (str(said["position_lat"] * _DEGREES), str(said["position_long"] * _DEGREES)),
        elevation="" if height is None else str(height),
        time=time.astimezone(UTC).isoformat() if isinstance(time, datetime) else "",
    )
