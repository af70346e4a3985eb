"""Checks subtitles: they are UTF-8, begin as their format does, and every cue has its times."""

import re
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_CLOCK = r"(?:\d+:)?\d\d:\d\d"
_CUES = {
    "srt": re.compile(rf"^{_CLOCK},\d{{3}} --> {_CLOCK},\d{{3}}$", re.MULTILINE),
    "vtt": re.compile(rf"^{_CLOCK}\.\d{{3}} --> {_CLOCK}\.\d{{3}}", re.MULTILINE),
    "ass": re.compile(r"^Dialogue: \d+,\d+:\d\d:\d\d\.\d\d,\d+:\d\d:\d\d\.\d\d,", re.MULTILINE),
    "sbv": re.compile(r"^\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}$", re.MULTILINE),
}
_BEGINNINGS = {"vtt": "WEBVTT", "ass": "[Script Info]"}


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many cues there are; raises OutputInvalidError when there is none."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise OutputInvalidError("The tool's output is not UTF-8 text.") from None
    cues = _paragraphs(text) if format == "ttml" else len(_CUES[format].findall(text))
    if not cues or not text.startswith(_BEGINNINGS.get(format, "")):
        raise OutputInvalidError(f"The tool's output cannot be read as {format} subtitles.")
    return {"cues": cues}


def _paragraphs(text: str) -> int:
    from lxml import etree

    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise OutputInvalidError("The tool's output is not well-formed XML.") from None
    return sum("begin" in paragraph.attrib for paragraph in root.iter("{http://www.w3.org/ns/ttml}p"))
