"""Opens pictures: the loader is named after our own sniff, all others are blocked, and limits come first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image import (
    animated_png,
    camera_raw,
    jpeg_xl,
    photoshop,
    pillow_reading,
    qoi,
    vector,
)
from apps.tools.plugins.image.limits import (
    MAX_FRAMES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SIDE,
    MAX_WHOLE_PIXELS,
    refuse_frames,
    refuse_size,
)
from apps.tools.plugins.image.picture import (
    ANIMATED,
    Engine,
    Picture,
    raise_scarcity,
    reading,
    refuse_mismatch,
)
from apps.tools.verification.png_frames import count_frames

if TYPE_CHECKING:
    from pyvips import Image

__all__ = [
    "ANIMATED", "MAX_FRAMES", "MAX_PAGES", "MAX_PIXELS", "MAX_SIDE", "READABLE", "Picture", "open_header",
    "raise_scarcity", "read_picture", "reading", "refuse_mismatch", "refuse_size",
]  # fmt: skip

_FIRST_LYING = 5
"""EXIF orientations from here on are turned by a quarter."""
_COUNTED = frozenset({"gif", "webp", "tiff"})
"""The formats that libvips reads every frame or page of; a HEIC's further pictures are left alone."""

_LOADERS = {
    "jpg": ("jpegload", "VipsForeignLoadJpeg"),
    "png": ("pngload", "VipsForeignLoadPng"),
    "apng": ("pngload", "VipsForeignLoadPng"),
    "webp": ("webpload", "VipsForeignLoadWebp"),
    "avif": ("heifload", "VipsForeignLoadHeif"),
    "heic": ("heifload", "VipsForeignLoadHeif"),
    "gif": ("gifload", "VipsForeignLoadNsgif"),
    "tiff": ("tiffload", "VipsForeignLoadTiff"),
}
_ENGINES: Mapping[str, Engine] = {
    "jxl": jpeg_xl,
    "psd": photoshop,
    "qoi": qoi,
    "svg": vector,
    **dict.fromkeys(pillow_reading.FORMATS_READ, pillow_reading),
    **dict.fromkeys(camera_raw.FORMATS_READ, camera_raw),
}
READABLE = (*_LOADERS, *_ENGINES)
"""Every format that `read_picture` takes."""


def open_header(source: ToolInput, **options: object) -> "Image":
    """Open a file with its own loader only, undecoded: pixels are read when they are asked for."""
    import pyvips

    name, loader_class = _LOADERS[source.format]
    pyvips.operation_block_set("VipsForeignLoad", True)  # noqa: FBT003 - positional only
    pyvips.operation_block_set(loader_class, False)  # noqa: FBT003
    with reading(source):
        return getattr(pyvips.Image, name)(str(source.path), fail_on="error", **options)


def read_picture(source: ToolInput, *, frame: int = 0, dpi: float = vector.CSS_DPI) -> Picture:
    """Read the header and hold it to the limits, without decoding a pixel; `dpi` is for drawings."""
    refuse_mismatch(source)
    if engine := _engine_for(source):
        picture = replace(engine.read_header(source, frame=frame, dpi=dpi), engine=engine)
    else:
        picture = _read_with_vips(source, frame=frame)
    refuse_frames(source, frames=picture.frames, frame=frame, pages=picture.paged)
    refuse_size(
        f"'{source.name}'",
        width=picture.width,
        height=picture.height,
        frames=picture.frames if picture.animated else 1,
        pixels=MAX_WHOLE_PIXELS if engine else MAX_PIXELS,
    )
    return picture


def _engine_for(source: ToolInput) -> Engine | None:
    """Whatever reads this file, if it is not libvips."""
    if source.format in {"png", "apng"} and count_frames(source.path)[0] > 1:
        return animated_png
    return _ENGINES.get(source.format)


def _read_with_vips(source: ToolInput, *, frame: int) -> Picture:
    first = open_header(source)
    frames = first.get("n-pages") if first.get_typeof("n-pages") and source.format in _COUNTED else 1
    # Refused below in words, when it is not there.
    header = open_header(source, page=frame) if 0 < frame < frames else first
    orientation = header.get("orientation") if header.get_typeof("orientation") else 1
    lying = orientation >= _FIRST_LYING
    return Picture(
        source=source,
        width=header.height if lying else header.width,
        height=header.width if lying else header.height,
        frames=frames,
        frame=frame,
        orientation=orientation,
        cmyk=header.interpretation == "cmyk",
        profile=bool(header.get_typeof("icc-profile-data")),
        hevc=bool(header.get_typeof("heif-compression")) and header.get("heif-compression") == "hevc",
    )
