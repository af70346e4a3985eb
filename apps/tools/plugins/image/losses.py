"""What a conversion between two formats cannot carry over, before any file is seen."""

from apps.tools.formats import FORMATS
from apps.tools.plugins.image import camera_raw
from apps.tools.plugins.image.picture import ANIMATED
from apps.tools.plugins.image.traits import TRAITS

MOVING = ANIMATED | {"png"}
_RAW = frozenset(camera_raw.FORMATS_READ)
_UNPROVEN = _RAW - {"dng"}
"""Read, and not advertised: no camera is at hand that would make a sample."""
_DEEP = frozenset({"png", "tiff", "heic", "avif", "jxl", "jp2", "psd", "pgm"}) | _RAW
_GREY_ONLY = frozenset({"pgm", "pbm", "msp", "xbm"})
_TWO_COLOURS = frozenset({"pbm", "msp", "xbm"})
_OPAQUE = frozenset({"jpg", "ppm", "pgm", "pbm", "pcx", "msp"}) | _RAW
_READ_SO = {
    "psd": "The layers become one picture.",
    "svg": "The drawing becomes pixels; texts are drawn with the fonts of this server.",
    "ico": "Only the largest picture of the icon is taken.",
    "icns": "Only the largest picture of the icon is taken.",
    "jxl": "Of a JPEG XL that moves, only the first frame is taken.",
} | dict.fromkeys(_RAW, "The raw picture is developed, and can no longer be developed otherwise.")


def losses_of(source: str, target: str) -> tuple[str, ...]:
    """Sentences for people, the weightiest first."""
    traits, title = TRAITS[target], FORMATS[target].title
    told = [
        (source in MOVING and target not in ANIMATED, "Of an animation, only one frame is kept."),
        (
            source == "tiff" and target not in {"tiff", "pdf"},
            "Of a TIFF with several pages, only one is kept.",
        ),
        (source in _READ_SO, _READ_SO.get(source, "")),
        (
            target == "gif",
            "At most 256 colours are kept, and no half-transparent parts.",
        ),
        (traits.colours == "grey" and source not in _GREY_ONLY, "Colours become grey."),
        (traits.colours == "two" and source not in _TWO_COLOURS, "Colours become black and white."),
        (not traits.alpha and source not in _OPAQUE, "Transparent parts are filled with the background."),
        (
            target in {"ico", "icns"},
            f"The picture is fitted into a square of at most {traits.longest} pixels.",
        ),
        (traits.lossy, "Fine detail is approximated, as the quality says."),
        (
            source in _DEEP and traits.deep != "all" and target != "gif",
            "Colours are reduced to 8 bits a channel.",
        ),
        (
            not traits.profile and target != "pbm",
            "Colours are converted to sRGB, and their profile left out.",
        ),
        (not traits.exif, f"Camera and place are not written into a {title}."),
    ]
    return tuple(sentence for holds, sentence in told if holds)


def is_asked_for(source: str, target: str) -> bool:
    """Whether a conversion is worth naming: a sample proves it, and what stands still need not move."""
    return source not in _UNPROVEN and (target != "apng" or source in ANIMATED)
