"""Proves that drawings show what was traced: resvg, which did not draw them, turns them into pixels again."""

from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

from apps.tools.proving.image import PictureFacts, make_sample
from apps.tools.proving.proofs import ProofFailedError

__all__ = ["check", "make_sample"]

_TOLERANCE = 40
"""Of 255 in a channel: a shape has one colour, the mean of what it stands for."""


def check(path: Path, source: str, target: str, facts: PictureFacts) -> None:  # noqa: ARG001 - any source
    """The size, the colours of the quarters, and a hole where there was one."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=path.read_text()))
    drawing = Image.open(BytesIO(png)).convert("RGBA")
    if drawing.size != facts.size:
        raise ProofFailedError(f"the size is {drawing.size}, not {facts.size}")
    width, height = drawing.size
    for (across, down), colour in zip(((1, 1), (7, 1), (1, 7), (7, 7)), facts.frames[0], strict=True):
        found = _mean(drawing, width * across // 8, height * down // 8)
        if any(abs(a - b) > _TOLERANCE for a, b in zip(found, (*colour, 255), strict=True)):
            raise ProofFailedError(f"at {across}/8, {down}/8 the colour is {found}, not {colour}")
    if facts.clear and (opacity := _mean(drawing, width // 2, height // 2)[3]) > _TOLERANCE:
        raise ProofFailedError(f"the middle has the opacity {opacity}, not 0")


def _mean(drawing: Image.Image, x: int, y: int) -> tuple[int, ...]:
    patch = drawing.crop((x - 3, y - 3, x + 3, y + 3)).resize((1, 1), Image.Resampling.BOX)
    pixel = patch.getpixel((0, 0))
    return pixel if isinstance(pixel, tuple) else ()
