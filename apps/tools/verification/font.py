"""Checks a font: FreeType, which draws most of the world's text, opens it and draws with it."""

from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_SIZE = 32


def inspect(path: Path, format: str) -> dict[str, float]:
    """How high its capitals rise above the line at 32 pixels."""
    from PIL import ImageFont

    try:
        with path.open("rb") as file:
            font = ImageFont.truetype(file, _SIZE)
        ascent, _ = font.getmetrics()
        font.getmask("A")
    except (OSError, ValueError):
        raise OutputInvalidError(f"The tool's output does not open as a {format} font.") from None
    return {"ascent": ascent}
