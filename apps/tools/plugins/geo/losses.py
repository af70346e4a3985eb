"""What each map format cannot hold, said before a conversion."""

_TARGETS = {
    "gpx": ("Areas become tracks along their outlines.", "Attributes that GPX has no element for."),
    "tcx": (
        "Areas become tracks along their outlines.",
        "Names are cut to 15 characters, whole ones go into the notes.",
        "Attributes other than the sport.",
    ),
    "shp.zip": (
        "Names of attributes are cut to 10 characters, texts to 254 bytes.",
        "Heights that are not given become 0 where others are.",
    ),
    "gpkg": ("Heights that are not given become 0 where others are.",),
}
_SOURCES = {
    "kml": ("Styles, overlays and links to other files.",),
    "tcx": ("Heart rates, cadences, powers and laps.",),
    "fit": ("Heart rates, cadences, powers, temperatures and laps.",),
    "gpx": ("Extensions.",),
}
_SAME = {"kmz": "kml"}


def losses_between(source: str, target: str) -> tuple[str, ...]:
    """What a conversion cannot carry over, in sentences."""
    read, write = _SAME.get(source, source), _SAME.get(target, target)
    if read == write:
        return ()
    return (*_SOURCES.get(read, ()), *_TARGETS.get(write, ()))
