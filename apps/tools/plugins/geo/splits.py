"""Cuts a journey into stretches of one length, as runners and cyclists compare them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan

from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.travel import Leg, legs


@dataclass(slots=True)
class Stretch:
    """One split; `seconds` is NaN when one of its points has no time."""

    metres: float = 0.0
    seconds: float = 0.0
    gain: float = 0.0
    loss: float = 0.0


def splits(segments: Iterable[Points], *, metres: float, at_most: int) -> Iterator[Stretch]:
    """The splits of all segments as one way, without the gaps between them; the last may be shorter."""
    stretch, made = Stretch(), 0
    for leg in (leg for points in segments for leg in legs(points)):
        rest = leg
        while stretch.metres + rest.metres >= metres and rest.metres > 0:
            share = (metres - stretch.metres) / rest.metres
            _extend(stretch, rest, share)
            yield stretch
            made += 1
            if made == at_most:
                return
            rest = Leg(*(part * (1 - share) for part in rest))
            stretch = Stretch()
        _extend(stretch, rest, 1)
    if stretch.metres > 0:
        yield stretch


def _extend(stretch: Stretch, leg: Leg, share: float) -> None:
    stretch.metres += leg.metres * share
    stretch.seconds += leg.seconds * share
    if not isnan(leg.climb):
        stretch.gain += max(leg.climb, 0) * share
        stretch.loss += max(-leg.climb, 0) * share
