"""Pictures found in documents, in a form that every engine can show."""

from pathlib import Path

MAX_PIXELS = 100_000_000
_DIRECT = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}
_SVG_MARKS = (b"<svg", b"<?xml", b"<!--")
_HEAD = 1024


def kind_of(path: Path) -> str | None:
    """The extension of a picture by its bytes, of those that browsers and typesetters show."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    if head.lstrip().startswith(_SVG_MARKS) and b"<svg" in head:
        return ".svg"
    return next((ending for mark, ending in _DIRECT.items() if head.startswith(mark)), None)


def usable_picture(path: Path) -> Path | None:
    """The picture under its right extension, as PNG if it is of an older kind; None if it is no picture."""
    ending = kind_of(path)
    if ending:
        return path if path.suffix == ending else path.rename(path.with_name(f"{path.name}{ending}"))
    return _as_png(path)


def _as_png(path: Path) -> Path | None:
    from PIL import Image

    try:
        with Image.open(path, formats=["BMP", "TIFF", "DIB", "ICO"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            target = path.with_name(f"{path.name}.png")
            picture.convert("RGBA").save(target)
            return target
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
