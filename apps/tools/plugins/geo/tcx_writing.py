"""Writes Garmin Training Center files: timed tracks as activities, the other lines as courses."""

from collections.abc import Iterable, Iterator
from math import isnan, nan
from pathlib import Path

from apps.tools.plugins.geo.features import Feature, GeoDocument, Written, count_note, outlined
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.texts import decimal, element, timestamp, xml_attribute
from apps.tools.plugins.geo.travel import distance

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
    'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">\n'
)
_SPORTS = ("Running", "Biking")
_COURSE_NAME, _POINT_NAME = 15, 10
"""Characters that the schema allows."""
_PLACEHOLDER_SPEED = 15 / 3.6
"""Metres a second, for the times that the schema demands of courses that have none."""


def write_tcx(document: GeoDocument, path: Path) -> Written:
    """Write everything; waypoints go into a course of their own."""
    features, notes = outlined(document)
    activities = [one for one in features if one.kind == "track" and one.timed]
    courses = [one for one in features if one.kind == "route" or (one.kind == "track" and not one.timed)]
    waypoints = [one for one in features if one.kind == "waypoint"]
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        file.writelines(_activities(activities))
        if courses or waypoints:
            file.write("<Courses>\n")
            for course in courses:
                file.writelines(_course(course))
            if waypoints:
                file.writelines(_course_points(document.name, waypoints))
            file.write("</Courses>\n")
        file.write("</TrainingCenterDatabase>\n")
    count = sum(len(part) for one in features for part in one.parts)
    untimed = sum(not one.timed for one in courses)
    unknown = set(document.property_names()) - {"type"}
    return Written(
        {"points": count},
        (
            *notes,
            *count_note(untimed, "lines without times got times from 1970 on, which the format demands"),
            *count_note(len(unknown), "kinds of attributes were left out"),
        ),
    )


def _activities(tracks: list[Feature]) -> Iterator[str]:
    if not tracks:
        return
    yield "<Activities>\n"
    for track in tracks:
        sport = str(track.properties.get("type", "")).capitalize()
        start, end = track.parts[0].times[0], track.parts[-1].times[-1]
        yield f"<Activity Sport={xml_attribute(sport if sport in _SPORTS else 'Other')}>"
        yield f'<Id>{timestamp(start)}</Id><Lap StartTime="{timestamp(start)}">'
        yield f"<TotalTimeSeconds>{decimal(round(end - start, 3))}</TotalTimeSeconds>"
        yield f"<DistanceMeters>{_length(track):.1f}</DistanceMeters><Calories>0</Calories>"
        yield "<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>\n"
        for part in track.parts:
            yield from _track(part, part.times)
        yield "</Lap>" + element("Notes", "\n".join(filter(None, (track.name, track.description))))
        yield "</Activity>\n"
    yield "</Activities>\n"


def _course(line: Feature) -> Iterator[str]:
    yield "<Course>" + (element("Name", line.name[:_COURSE_NAME]) or "<Name>Course</Name>")
    metres = 0.0
    for part in line.parts:
        times = list(part.times)
        if not line.timed:
            times = [metres / _PLACEHOLDER_SPEED + way / _PLACEHOLDER_SPEED for way in _ways(part)]
            metres = times[-1] * _PLACEHOLDER_SPEED
        yield from _track(part, times)
    whole = line.name if len(line.name) > _COURSE_NAME else ""
    yield element("Notes", "\n".join(filter(None, (whole, line.description)))) + "</Course>\n"


def _course_points(name: str, waypoints: list[Feature]) -> Iterator[str]:
    yield f"<Course>{element('Name', (name or 'Waypoints')[:_COURSE_NAME])}\n"
    for waypoint in waypoints:
        whole = waypoint.name if len(waypoint.name) > _POINT_NAME else ""
        notes = element("Notes", "\n".join(filter(None, (whole, waypoint.description))))
        for part in waypoint.parts:
            for latitude, longitude, elevation, time in part:
                yield f"<CoursePoint>{element('Name', waypoint.name[:_POINT_NAME] or '-')}"
                yield f"<Time>{timestamp(0 if isnan(time) else time)}</Time>"
                yield _position(latitude, longitude, elevation)
                yield f"<PointType>Generic</PointType>{notes}</CoursePoint>\n"
    yield "</Course>\n"


def _track(points: Points, times: Iterable[float]) -> Iterator[str]:
    yield "<Track>\n"
    for (latitude, longitude, elevation, _), time in zip(points, times, strict=True):
        position = _position(latitude, longitude, elevation)
        yield f"<Trackpoint><Time>{timestamp(time)}</Time>{position}</Trackpoint>\n"
    yield "</Track>\n"


def _position(latitude: float, longitude: float, elevation: float) -> str:
    height = "" if isnan(elevation) else f"<AltitudeMeters>{decimal(elevation)}</AltitudeMeters>"
    return (
        f"<Position><LatitudeDegrees>{decimal(latitude)}</LatitudeDegrees>"
        f"<LongitudeDegrees>{decimal(longitude)}</LongitudeDegrees></Position>{height}"
    )


def _ways(points: Points) -> Iterator[float]:
    """The way from the first point to each, in metres."""
    way, last = 0.0, (nan, nan)
    for latitude, longitude, _, _ in points:
        way += 0.0 if isnan(last[0]) else distance(*last, latitude, longitude)
        last = (latitude, longitude)
        yield way


def _length(line: Feature) -> float:
    return sum(max(_ways(part)) for part in line.parts)
