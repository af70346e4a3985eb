"""YouTube's subtitles: two times and a line of text after another, with empty lines between them."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pysubs2 import SSAFile

_CUE = re.compile(
    r"(\d+):(\d\d):(\d\d)\.(\d{3}),(\d+):(\d\d):(\d\d)\.(\d{3})[ \t]*\n(.*?)(?=\n[ \t]*\n|\n*\Z)", re.DOTALL
)


def parse(text: str) -> "SSAFile":
    """The cues; what is between them is passed over."""
    import pysubs2

    cues = pysubs2.SSAFile()
    for found in _CUE.finditer(text):
        start, end = (_milliseconds(found.groups()[at : at + 4]) for at in (0, 4))
        cues.append(pysubs2.SSAEvent(start=start, end=end, text=found[9].strip().replace("\n", r"\N")))
    return cues


def write(cues: "SSAFile") -> str:
    """The text of a file; the format knows no styles."""
    return "\n".join(f"{_time(cue.start)},{_time(cue.end)}\n{cue.plaintext}\n" for cue in cues)


def _milliseconds(parts: tuple[str, ...]) -> int:
    hours, minutes, seconds, rest = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
