"""Reads where and when a picture was taken from its GPS tags."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import BaseModel, Field

_LATITUDE, _LONGITUDE, _ALTITUDE = (1, 2), (3, 4), (5, 6)
_TIME, _DATE, _DIRECTION = 7, 29, 17
_BELOW_SEA = (1, b"\x01")


class GpsData(BaseModel):
    """Where and when, as far as the tags say it."""

    latitude: float | None = Field(description="Decimal degrees; south is negative.")
    longitude: float | None = Field(description="Decimal degrees; west is negative.")
    altitude: float | None = Field(description="Metres above the sea; below it is negative.")
    direction: float | None = Field(description="Where the camera looked, in degrees clockwise from north.")
    timestamp: str | None = Field(description="UTC, as ISO 8601; the time alone where the date is missing.")
    maps_url: str | None = Field(description="The place on a map.")


def read_gps(tags: Mapping[int, Any]) -> GpsData | None:
    """The place in these GPS tags, or None where they say nothing that can be understood."""
    latitude = _degrees(tags, _LATITUDE, negative="S", limit=90)
    longitude = _degrees(tags, _LONGITUDE, negative="W", limit=180)
    placed = latitude is not None and longitude is not None
    gps = GpsData(
        latitude=latitude,
        longitude=longitude,
        altitude=_altitude(tags),
        direction=_number(tags.get(_DIRECTION)),
        timestamp=_timestamp(tags),
        maps_url=f"https://www.google.com/maps?q={latitude},{longitude}" if placed else None,
    )
    return gps if gps.model_dump(exclude_none=True) else None


def _number(value: Any) -> float | None:
    """A tag's value as a number; cameras without a fix write 0/0."""
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if isfinite(number) else None


def _numbers(value: object) -> list[float] | None:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    numbers = [_number(part) for part in value[:3]]
    return [number for number in numbers if number is not None] if None not in numbers else None


def _word(value: object) -> str:
    text = value.decode("ascii", "ignore") if isinstance(value, bytes) else str(value or "")
    return text.strip("\0 ").upper()


def _degrees(tags: Mapping[int, Any], keys: tuple[int, int], *, negative: str, limit: float) -> float | None:
    """Degrees, minutes and seconds as one number: d + m/60 + s/3600."""
    reference, parts = _word(tags.get(keys[0])), _numbers(tags.get(keys[1]))
    if not parts:
        return None
    degrees = round(sum(part / 60.0**power for power, part in enumerate(parts)), 7)
    if not 0 <= degrees <= limit:
        return None
    return -degrees if reference.startswith(negative) else degrees


def _altitude(tags: Mapping[int, Any]) -> float | None:
    metres = _number(tags.get(_ALTITUDE[1]))
    below = tags.get(_ALTITUDE[0]) in _BELOW_SEA
    return -metres if metres and below else metres


def _timestamp(tags: Mapping[int, Any]) -> str | None:
    parts = _numbers(tags.get(_TIME))
    if not parts or len(parts) != 3:  # noqa: PLR2004 - hours, minutes, seconds
        return None
    time = f"{int(parts[0]):02}:{int(parts[1]):02}:{int(parts[2]):02}Z"
    date = _word(tags.get(_DATE)).replace(":", "-")
    return f"{date}T{time}" if date else time
