"""Timed Text Markup Language: paragraphs of XML with times; also what broadcasters call DFXP."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pysubs2 import SSAFile

_NAMESPACE = "http://www.w3.org/ns/ttml"
_STYLING = f"{_NAMESPACE}#styling"
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)(?:\.(\d+)|:(\d+)(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)")


@dataclass(frozen=True, slots=True)
class _Clock:
    """How many frames and ticks a second has in this file."""

    frame_rate: float
    tick_rate: float

    def milliseconds(self, expression: str) -> int:
        """A time expression, by section 10.3.1 of TTML 1."""
        if clock := _CLOCK.fullmatch(expression.strip()):
            hours, minutes, seconds = (int(clock[at]) for at in (1, 2, 3))
            fraction = float(f"0.{clock[4]}") if clock[4] else int(clock[5] or 0) / self.frame_rate
            return round((hours * 3600 + minutes * 60 + seconds + fraction) * 1000)
        if offset := _OFFSET.fullmatch(expression.strip()):
            units = {"h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0}
            units |= {"f": 1000 / self.frame_rate, "t": 1000 / self.tick_rate}
            return round(float(offset[1]) * units[offset[2]])
        raise InvalidInputError(f"The time '{expression[:40]}' in the subtitles cannot be understood.")


def parse(text: str) -> "SSAFile":
    """The cues; raises InvalidInputError when the XML is damaged or defines entities."""
    import pysubs2
    from lxml import etree

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InvalidInputError("The subtitles define a document type, which is not accepted.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidInputError("The subtitles are damaged: they are not well-formed XML.") from None
    clock = _clock_of(root)
    cues = pysubs2.SSAFile()
    for paragraph in root.iter("{*}p"):
        begin, end = _times(paragraph, clock)
        if end > begin:
            cues.append(pysubs2.SSAEvent(start=begin, end=end, text=_text(paragraph).strip()))
    return cues


def write(cues: "SSAFile") -> str:
    """The text of a file; bold, italic and underlined words stay so."""
    from lxml import etree
    from pysubs2.formats.substation import parse_tags

    names = {None: _NAMESPACE, "tts": _STYLING}
    root = etree.Element(f"{{{_NAMESPACE}}}tt", nsmap=names)  # type: ignore[arg-type] # stubs without None
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "")
    division = etree.SubElement(etree.SubElement(root, f"{{{_NAMESPACE}}}body"), f"{{{_NAMESPACE}}}div")
    for cue in cues:
        paragraph = etree.SubElement(
            division, f"{{{_NAMESPACE}}}p", begin=_time(cue.start), end=_time(cue.end)
        )
        for words, style in parse_tags(cue.text):
            flags = {
                "fontStyle": "italic" if style.italic else "",
                "fontWeight": "bold" if style.bold else "",
                "textDecoration": "underline" if style.underline else "",
            }
            _append(paragraph, words, {name: value for name, value in flags.items() if value})
    return etree.tostring(root, encoding="unicode")


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _append(paragraph: "_Element", words: str, styles: dict[str, str]) -> None:
    from lxml import etree

    within = paragraph
    if styles:
        attributes = {f"{{{_STYLING}}}{name}": value for name, value in styles.items()}
        within = etree.SubElement(paragraph, f"{{{_NAMESPACE}}}span", attributes)
    for number, line in enumerate(re.split(r"\\N|\\n|\n", words)):
        if number:
            etree.SubElement(within, f"{{{_NAMESPACE}}}br")
        clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", line.replace(r"\h", "\u00a0"))
        if len(within):
            within[-1].tail = (within[-1].tail or "") + clean
        else:
            within.text = (within.text or "") + clean


def _clock_of(root: "_Element") -> _Clock:
    rates = {str(name).rpartition("}")[2]: value for name, value in root.attrib.items()}
    try:
        numerator, denominator = map(int, str(rates.get("frameRateMultiplier", "1 1")).split())
        frames = float(rates.get("frameRate", 30)) * numerator / denominator
        ticks = float(rates.get("tickRate", 0)) or frames
    except (ValueError, ZeroDivisionError):
        frames = ticks = 0.0
    if frames <= 0 or ticks <= 0:
        raise InvalidInputError("The subtitles do not say how many frames a second has.")
    return _Clock(frames, ticks)


def _times(paragraph: "_Element", clock: _Clock) -> tuple[int, int]:
    """Times count from those of the elements around a paragraph."""
    origin = sum(clock.milliseconds(str(outer.get("begin", "0s"))) for outer in paragraph.iterancestors())
    begin = origin + clock.milliseconds(str(paragraph.get("begin", "0s")))
    if "dur" in paragraph.attrib:
        return begin, begin + clock.milliseconds(str(paragraph.get("dur")))
    return begin, origin + clock.milliseconds(str(paragraph.get("end", "0s")))


def _text(element: "_Element") -> str:
    """Words with SubStation's tags; white space counts as one, as in HTML."""
    italic = element.get(f"{{{_STYLING}}}fontStyle") == "italic"
    bold = element.get(f"{{{_STYLING}}}fontWeight") == "bold"
    pieces = [_plain(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            pieces.append(r"\N" if child.tag.endswith("}br") or child.tag == "br" else _text(child))
        pieces.append(_plain(child.tail))
    words = re.sub(r" *\\N *", r"\\N", "".join(pieces))
    words = f"{{\\i1}}{words}{{\\i0}}" if italic else words
    return f"{{\\b1}}{words}{{\\b0}}" if bold else words


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
