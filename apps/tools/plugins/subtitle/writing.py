"""Writes cues in any format, in UTF-8, and says what a format cannot carry."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from apps.tools.plugins.subtitle import sbv, ttml

if TYPE_CHECKING:
    from pysubs2 import SSAFile

OutputFormat = Literal["srt", "vtt", "ass", "ttml", "sbv", "txt"]
_SIMPLE = re.compile(r"\\[ibus]\d?$")
_TAG = re.compile(r"\{([^}]*)\}")


def write_subtitles(cues: "SSAFile", format: OutputFormat) -> str:
    """The text of a file in this format."""
    match format:
        case "sbv":
            return sbv.write(cues)
        case "ttml":
            return ttml.write(cues)
        case "txt":
            return "".join(f"{cue.plaintext.strip()}\n" for cue in cues)
        case "vtt":
            return _escaped(cues).to_string("vtt")
        case _:
            cues.fonts_opaque.clear()
            return cues.to_string(format)


def lost(cues: "SSAFile", format: OutputFormat) -> Iterator[str]:
    """What these cues have and the format has not."""
    tags = [tag for cue in cues for group in _TAG.findall(cue.text) for tag in re.findall(r"\\[^\\]+", group)]
    if format == "txt":
        yield "The times were left out."
    if format in {"sbv", "txt"} and tags:
        yield "Bold, italic and other styles were left out."
    elif format != "ass" and (len(cues.styles) > 1 or any(not _SIMPLE.match(tag) for tag in tags)):
        yield "Fonts, colours and positions were left out."
    if format == "ass" and cues.fonts_opaque:
        yield "Embedded fonts were left out."


def _escaped(cues: "SSAFile") -> "SSAFile":
    """WebVTT is close to HTML: signs that would be markup are written as entities."""
    from copy import deepcopy

    copied = deepcopy(cues)
    for cue in copied:
        cue.text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return copied
