"""RTF as pandoc reads it without losing letters."""

import re
from pathlib import Path

_SUBSTITUTE = re.compile(rb"(\\u-?\d{1,5})\?")
"""Behind `\\u220?` pandoc 3.9 loses the next letter too, unless a space ends the number."""


def mended_rtf(source: Path, target: Path) -> Path:
    """Write the source with a space where pandoc needs one."""
    target.write_bytes(_SUBSTITUTE.sub(rb"\1 ?", source.read_bytes()))
    return target
