"""Proves conversions of map data: names, places, heights and times, or what of them a format can hold."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from apps.tools.proving.fit_writing import make_fit
from apps.tools.proving.geo_facts import TRACK, Line, MapFacts, Place
from apps.tools.proving.geo_readers import READERS
from apps.tools.proving.geo_samples import MAKERS
from apps.tools.proving.proofs import ProofFailedError

TOLERANCE = 1e-6
"""Of a degree: FIT counts in semicircles, some 8e-8."""


def make_sample(format: str, path: Path) -> MapFacts:
    """Write what the format can hold, and say what that is."""
    if format == "fit":
        whole = TRACK.segments[0]
        path.write_bytes(
            make_fit([(lat, lon, height or 0, _seconds(time)) for lat, lon, height, time in whole])
        )
        times = tuple((*place[:3], _to_second(place[3])) for place in whole)
        return MapFacts((), (), (Line("", (times,)),))
    MAKERS[format](path)
    if format in {"shp.zip", "gpkg"}:
        segments = tuple(tuple((*place[:3], None) for place in part) for part in TRACK.segments)
        return MapFacts(tracks=(Line(TRACK.name, segments),))
    return MapFacts()


def _seconds(time: str | None) -> float:
    return datetime.fromisoformat(time).timestamp() if time else 0


def _to_second(time: str | None) -> str | None:
    return f"{time[:19]}Z" if time else None


def check(path: Path, source: str, target: str, facts: MapFacts) -> None:
    """Names, places, heights and times are those of the sample, to a semicircle and to the microsecond."""
    found = READERS[target](path)
    zero_for_unknown = {source, target} & {"shp.zip", "gpkg"}
    for what, wanted, got in (
        ("waypoints", [Line(name, ((place,),)) for name, place in facts.waypoints], found[0]),
        ("routes", facts.routes, found[1]),
        ("tracks", facts.tracks, found[2]),
    ):
        _expect(f"names of {what}", [line.name for line in got], [line.name for line in wanted])
        for line, ours in zip(got, wanted, strict=True):
            _expect(
                f"segments of {line.name}",
                [len(part) for part in line.segments],
                [len(part) for part in ours.segments],
            )
            for place, our in zip(_places(line), _places(ours), strict=True):
                _expect_place(place, our, zero_for_unknown=bool(zero_for_unknown))


def _places(line: Line) -> Iterator[Place]:
    return (place for part in line.segments for place in part)


def _expect_place(found: Place, wanted: Place, *, zero_for_unknown: bool) -> None:
    for place in (0, 1):
        if abs(float(found[place] or 0) - float(wanted[place] or 0)) > TOLERANCE:
            raise ProofFailedError(f"a point is at {found[:2]}, not at {wanted[:2]}")
    heights = [0 if height is None and zero_for_unknown else height for height in (found[2], wanted[2])]
    if heights[0] != heights[1] and abs((heights[0] or 0) - (heights[1] or 0)) > 0.2:  # noqa: PLR2004 - FIT's fifths
        raise ProofFailedError(f"the height of {found[:2]} is {found[2]}, not {wanted[2]}")
    if wanted[3] and (not found[3] or _seconds(found[3]) != _seconds(wanted[3])):
        raise ProofFailedError(f"the time of {found[:2]} is {found[3]}, not {wanted[3]}")


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ProofFailedError(f"{what}: {str(found)[:200]}, not {str(wanted)[:200]}")
