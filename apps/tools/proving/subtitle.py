"""Samples of subtitles written by hand, and readings that know nothing of the tool's own."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import av

from apps.tools.proving.proofs import ProofFailedError

Cue = tuple[int, int, str]
"""Its first and last millisecond, and its words; lines are joined by a bar."""

CUES: tuple[Cue, ...] = (
    (1_000, 2_500, "Čau, Zoë & Ève"),
    (3_040, 4_000, "two|lines"),
    (3_725_250, 3_726_500, "after an hour"),
)
_DEMUXERS = {"srt": "srt", "vtt": "webvtt", "ass": "ass"}


def make_sample(format: str, path: Path) -> tuple[Cue, ...]:
    """Accents, an ampersand, two lines, and a time beyond the first hour."""
    path.write_text(_WRITERS[format], encoding="utf-8")
    return CUES


_WRITERS = {
    "srt": "1\n00:00:01,000 --> 00:00:02,500\n<i>Čau</i>, Zoë & Ève\n\n"
    "2\n00:00:03,040 --> 00:00:04,000\ntwo\nlines\n\n3\n01:02:05,250 --> 01:02:06,500\nafter an hour\n",
    "vtt": "WEBVTT\n\nNOTE made by hand\n\n00:01.000 --> 00:02.500\n<i>Čau</i>, Zoë &amp; Ève\n\n"
    "00:00:03.040 --> 00:00:04.000 line:10%\ntwo\nlines\n\n01:02:05.250 --> 01:02:06.500\nafter an hour\n",
    "ass": "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
    "Style: Default,Arial,20\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\i1}Čau{\\i0}, Zoë & Ève\n"
    "Comment: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,not shown\n"
    "Dialogue: 0,0:00:03.04,0:00:04.00,Default,,0,0,0,,two\\Nlines\n"
    "Dialogue: 0,1:02:05.25,1:02:06.50,Default,,0,0,0,,after an hour\n",
    "ttml": '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'ttp:frameRate="25"><body><div>\n<p begin="00:00:01.000" end="00:00:02.500">'
    '<span tts:fontStyle="italic">Čau</span>, Zoë &amp; Ève</p>\n'
    '<p begin="00:00:03:01" dur="960ms">two<br/>lines</p>\n'
    '<p begin="3725.25s" end="01:02:06.5">after an hour</p></div></body></tt>\n',
    "sbv": "0:00:01.000,0:00:02.500\nČau, Zoë & Ève\n\n0:00:03.040,0:00:04.000\ntwo\nlines\n\n"
    "1:02:05.250,1:02:06.500\nafter an hour\n",
}


def check(path: Path, source: str, target: str, facts: tuple[Cue, ...]) -> None:  # noqa: ARG001 - any source
    """Every cue with its times and its words, accents and lines."""
    if target == "txt":
        found = path.read_text("utf-8").split()
        wanted = " ".join(words for _, _, words in facts).replace("|", " ").split()
        if found != wanted:
            raise ProofFailedError(f"the words are {found}, not {wanted}")
    elif (cues := read_cues(path, target)) != facts:
        raise ProofFailedError(f"the cues are {cues}, not {facts}")


def read_cues(path: Path, format: str) -> tuple[Cue, ...]:
    """What an independent reader finds, without styles."""
    if format == "ttml":
        return tuple(_paragraph(element) for element in ET.parse(path).iter("{http://www.w3.org/ns/ttml}p"))  # noqa: S314 - our own file
    if format == "sbv":
        blocks = path.read_text("utf-8").strip().split("\n\n")
        return tuple(_block(*block.split("\n", 1)) for block in blocks)
    with av.open(str(path), format=_DEMUXERS[format]) as container:
        return tuple(
            (
                round((packet.pts or 0) * (packet.time_base or 0) * 1000),
                round(((packet.pts or 0) + (packet.duration or 0)) * (packet.time_base or 0) * 1000),
                _words(bytes(packet).decode(), format),
            )
            for packet in container.demux()
            if packet.size
        )


def _words(text: str, format: str) -> str:
    if format == "ass":
        # The fields of an event are before its ninth comma, but for its times.
        return re.sub(r"\{[^}]*\}", "", text.split(",", 8)[8]).replace(r"\N", "|").strip()
    plain = re.sub(r"<[^>]+>", "", text)
    return (unescape(plain) if format == "vtt" else plain).strip().replace("\r", "").replace("\n", "|")


def _paragraph(element: ET.Element) -> Cue:
    for line in element.iter("{http://www.w3.org/ns/ttml}br"):
        line.text = "|"
    start, end = (_milliseconds(element.attrib[name]) for name in ("begin", "end"))
    return start, end, "".join(element.itertext()).strip()


def _block(times: str, words: str) -> Cue:
    start, end = map(_milliseconds, times.split(","))
    return start, end, words.strip().replace("\n", "|")


def _milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
