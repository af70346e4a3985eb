"""Reads subtitles of any format into cues: bytes to text, and text to times and lines."""

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.subtitle import sbv, ttml
from apps.tools.plugins.text.guessing import guess_charset

if TYPE_CHECKING:
    from pysubs2 import SSAFile

SubtitleFormat = Literal["srt", "vtt", "ass", "ttml", "sbv"]
Encoding = Literal[
    "auto", "utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "gb18030", "big5", "shift_jis", "euc_kr",
]  # fmt: skip

MAX_FILE_SIZE = 20 * MiB
MAX_CUES = 100_000

_MARKS = {
    "vtt": re.compile(r"\s*WEBVTT"),
    "ass": re.compile(r"(;.*\n|\s)*\[Script Info\]", re.IGNORECASE),
    "ttml": re.compile(r"\s*(<\?xml|<!--|<!DOCTYPE|<([\w.-]+:)?tt[\s>])"),
    "sbv": re.compile(r"\s*\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}"),
    "srt": re.compile(r"\s*(\d+\s*\n)?\s*\d+:\d\d:\d\d[,.]\d{1,3}\s*-->"),
}
"""How a file of each format begins."""


@dataclass(frozen=True, slots=True)
class Subtitles:
    """What was read, and the encoding it was read in."""

    cues: "SSAFile"
    encoding: str


def read_subtitles(source: ToolInput, *, encoding: Encoding = "auto") -> Subtitles:
    """The cues in the order of their times; raises InvalidInputError for what is damaged or no subtitles."""
    text, used = _decode(source.path.read_bytes(), encoding=encoding)
    _check_kind(text, format=source.format)
    cues = parse(text, format=source.format)
    if not len(cues):
        raise InvalidInputError("Not one subtitle with its times was found: the file is damaged, or another.")
    if len(cues) > MAX_CUES:
        raise InvalidInputError(
            f"The file has {len(cues)} subtitles; at most {MAX_CUES} are accepted.", code="input_limit"
        )
    cues.sort()
    return Subtitles(cues, used)


def parse(text: str, *, format: str) -> "SSAFile":
    """The cues of a text in this format; raises InvalidInputError when it cannot be understood."""
    import pysubs2

    if format == "sbv":
        return sbv.parse(text)
    if format == "ttml":
        return ttml.parse(text)
    is_old = format == "ass" and "[V4 Styles]" in text
    try:
        cues = pysubs2.SSAFile.from_string(text, format_="ssa" if is_old else format)
    except (pysubs2.Pysubs2Error, ValueError, KeyError, IndexError, OverflowError):
        raise InvalidInputError("The subtitles cannot be read: their times or fields are damaged.") from None
    if format == "ass":
        cues.events = [event for event in cues if not event.is_comment]
    if format == "vtt":
        for event in cues:
            event.text = html.unescape(event.text)
    return cues


def _decode(content: bytes, *, encoding: Encoding) -> tuple[str, str]:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, name)
    if encoding != "auto":
        return _decoded(content, encoding)
    try:
        return _lines(content.decode()), "utf-8"
    except UnicodeDecodeError:
        return _decoded(content, _guess(content))


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return _lines(content.decode(encoding)), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        raise InvalidInputError(
            f"The file is not {encoding} text. Choose the encoding it was saved in.", code="input_not_allowed"
        ) from None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _guess(content: bytes) -> str:
    guessed = guess_charset(content[:200_000])
    if guessed is None:
        raise InvalidInputError("The file is not text in any encoding that can be told: name the encoding.")
    return guessed


def _check_kind(text: str, *, format: str) -> None:
    """Refuse a file that begins like another format; one that begins like none may have a preface."""
    looks = next((known for known, mark in _MARKS.items() if mark.match(text[:4096])), format)
    if looks != format:
        raise InvalidInputError(
            f"The file is named .{format}, but is written as {looks}.", code="input_mismatch"
        )
