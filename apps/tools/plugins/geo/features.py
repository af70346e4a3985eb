"""What a map holds, whatever its format: waypoints, routes, tracks and areas, with what is known of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isnan
from typing import Literal

from apps.tools.plugins.geo.points import Points, Readings, beyond

MAX_FEATURES = 200_000
MAX_TEXT = 64 * 1024
"""Characters that are kept of a description."""

FeatureKind = Literal["waypoint", "route", "track", "area"]
Scalar = str | int | float | bool | None


@dataclass(slots=True)
class Feature:
    """One thing on a map.

    Every point of a waypoint's parts is a place; the parts of a route or track are its segments, and those
    of an area its rings, closed, each followed by its holes.
    """

    kind: FeatureKind
    name: str = ""
    description: str = ""
    parts: list[Points] = field(default_factory=list)
    properties: dict[str, Scalar] = field(default_factory=dict)

    @property
    def timed(self) -> bool:
        """Whether every point has a time."""
        return all(not isnan(time) for part in self.parts for time in part.times)

    @property
    def has_times(self) -> bool:
        """Whether some point has a time."""
        return any(not isnan(time) for part in self.parts for time in part.times)

    def polygons(self) -> list[list[Points]]:
        """The rings of an area, each outer one with its holes."""
        grouped: list[list[Points]] = []
        for ring in self.parts:
            if ring.hole and grouped:
                grouped[-1].append(ring)
            else:
                grouped.append([ring])
        return grouped


@dataclass(slots=True)
class GeoDocument(Readings):
    """What a file holds; `dropped` counts what was read over, by what it is called."""

    name: str = ""
    description: str = ""
    features: list[Feature] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, feature: Feature) -> None:
        """Keep a feature that has points; raises InvalidInputError beyond MAX_FEATURES."""
        feature.parts = [part for part in feature.parts if len(part)]
        if feature.parts:
            self.features.append(feature)
        if len(self.features) > MAX_FEATURES:
            raise beyond(f"{MAX_FEATURES} waypoints, lines and areas")

    def of_kind(self, kind: FeatureKind) -> Iterator[Feature]:
        """The features of one kind, in their order."""
        return (feature for feature in self.features if feature.kind == kind)

    def property_names(
        self, kinds: Iterable[FeatureKind] = ("waypoint", "route", "track", "area")
    ) -> list[str]:
        """The names of all properties, as they first appear."""
        wanted = set(kinds)
        return list(
            dict.fromkeys(name for one in self.features if one.kind in wanted for name in one.properties)
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer made: how much of what it claims, and what it could not write."""

    claims: dict[str, int]
    notes: tuple[str, ...] = ()


def count_note(count: int, what: str) -> Iterator[str]:
    """A note on so many things, if there are any."""
    if count:
        yield f"{count} {what}."


def outlined(document: GeoDocument) -> tuple[list[Feature], Iterator[str]]:
    """The features for a format without areas, which become tracks along their outlines; and a note."""
    areas = sum(1 for _ in document.of_kind("area"))
    features = [
        Feature("track", one.name, one.description, one.parts, one.properties) if one.kind == "area" else one
        for one in document.features
    ]
    return features, count_note(areas, "areas became tracks along their outlines")
