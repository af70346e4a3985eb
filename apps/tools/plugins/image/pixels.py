"""Hands pixels from one engine to another, in the order and depth that the next one takes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image as Pillow
    from pyvips import Image

_SAME = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "I;16"})
_INTERPRETATIONS = {1: "b-w", 2: "b-w", 3: "srgb", 4: "srgb"}
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def from_bytes(data: bytes, *, size: tuple[int, int], bands: int, deep: bool = False) -> "Image":
    """An image around pixels in memory, 8 or 16 bits a channel; the data is not copied."""
    import pyvips

    kind = "ushort" if deep else "uchar"
    image = pyvips.Image.new_from_memory(data, *size, bands, kind)
    interpretation = _INTERPRETATIONS[bands]
    return image.copy(
        interpretation={"b-w": "grey16", "srgb": "rgb16"}[interpretation] if deep else interpretation
    )


def from_pillow(picture: "Pillow.Image") -> "Image":
    """The picture as libvips holds it, with its colour profile and camera data."""
    plain = plain_mode(picture)
    image = from_bytes(
        plain.tobytes(), size=plain.size, bands=len(plain.getbands()), deep=plain.mode == "I;16"
    )
    if plain.mode == "CMYK":
        image = image.copy(interpretation="cmyk")
    return attach(image, profile=picture.info.get("icc_profile"), exif=picture.info.get("exif"))


def plain_mode(picture: "Pillow.Image") -> "Pillow.Image":
    """The picture in one of the modes whose bytes libvips understands."""
    if picture.mode in _SAME:
        return picture
    if picture.mode == "I" or picture.mode.startswith("I;16"):
        return picture.convert("I").convert("I;16")
    if picture.mode in {"1", "F"}:
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def attach(image: "Image", *, profile: bytes | None, exif: bytes | None = None) -> "Image":
    """A copy of the image with these blocks beside its pixels."""
    import pyvips

    image = image.copy()
    for field, data in (("icc-profile-data", profile), ("exif-data", exif)):
        if data:
            image.set_type(pyvips.GValue.blob_type, field, data)
    return image


def to_pillow(image: "Image") -> "Pillow.Image":
    """The pixels of an image of 1 to 4 channels of 8 bits, or of one of 16."""
    from PIL import Image as Pillow

    mode = "I;16" if image.format == "ushort" else _MODES[image.bands]
    size = (image.width, image.height)
    return Pillow.frombuffer(mode, size, image.write_to_memory(), "raw", mode, 0, 1)


def join_frames(frames: "list[Image]", *, durations: list[int] | None = None, loop: int = 0) -> "Image":
    """Frames of one size above each other, as libvips holds an animation."""
    import pyvips

    joined = pyvips.Image.arrayjoin(frames, across=1).copy()
    joined.set_type(pyvips.GValue.gint_type, "page-height", frames[0].height)
    if durations is not None:
        joined.set_type(pyvips.GValue.gint_type, "n-pages", len(frames))
        joined.set_type(pyvips.GValue.array_int_type, "delay", durations)
        joined.set_type(pyvips.GValue.gint_type, "loop", loop)
    return joined


def split_frames(image: "Image") -> "list[Image]":
    """The frames of an animation, or the one picture."""
    height = image.get_page_height()
    return [image.crop(0, top, image.width, height) for top in range(0, image.height, height)]
