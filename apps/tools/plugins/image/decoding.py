"""Decodes a picture: upright, in the size that is wanted, in sRGB where that is asked for."""

from typing import TYPE_CHECKING

from apps.tools.plugins.image import pillow_reading
from apps.tools.plugins.image.loading import Picture, open_header, reading
from apps.tools.plugins.image.pixels import attach, join_frames, split_frames
from apps.tools.plugins.image.sizing import Sizing

if TYPE_CHECKING:
    from pyvips import Image


def decode(picture: Picture, *, sizing: Sizing, every_frame: bool, to_srgb: bool) -> "Image":
    """The upright picture in its final size; no more of it is decoded than that takes."""
    if picture.source.format == "gif":
        pillow_reading.read_first_frame(picture.source)  # where pixels are missing, libvips leaves holes
    with reading(picture.source):
        if picture.engine or picture.hevc:
            image = _decode_whole(picture, size=sizing.scaled, every_frame=every_frame)
            image = _resized(image, size=sizing.scaled, to_srgb=to_srgb)
        elif sizing.scaled == (picture.width, picture.height):
            image = _full_size(picture, every_frame=every_frame)
            image = _to_srgb(image) if to_srgb else image
        else:
            image = _scaled(picture, size=sizing.scaled, every_frame=every_frame, to_srgb=to_srgb)
        return _crop(image, width=sizing.width, height=sizing.height)


def read_to_the_end(picture: Picture, *, every_frame: bool) -> None:
    """Raise InvalidInputError if any part of the picture cannot be decoded."""
    with reading(picture.source):
        if not (picture.engine or picture.hevc):
            _full_size(picture, every_frame=every_frame).avg()


def _decode_whole(picture: Picture, *, size: tuple[int, int], every_frame: bool) -> "Image":
    if picture.engine:
        return picture.engine.decode(picture, every_frame=every_frame, size=size)
    return _decode_hevc(picture)


def _resized(image: "Image", *, size: tuple[int, int], to_srgb: bool) -> "Image":
    """The picture, or each frame of the animation, in this size."""
    width, height = size
    if (image.width, image.get_page_height()) == size:
        return _to_srgb(image) if to_srgb else image
    options = {"height": height, "size": "force"} | ({"output_profile": "srgb"} if to_srgb else {})
    frames = [frame.thumbnail_image(width, **options) for frame in split_frames(image)]
    return join_frames(frames) if len(frames) > 1 else frames[0]


def _full_size(picture: Picture, *, every_frame: bool) -> "Image":
    # Turning needs rows in another order than the file has them.
    access = "sequential" if picture.orientation == 1 else "random"
    options = picture.page_options(every_frame=every_frame)
    image = open_header(picture.source, access=access, **options)
    return image if every_frame else image.autorot()


def _scaled(picture: Picture, *, size: tuple[int, int], every_frame: bool, to_srgb: bool) -> "Image":
    import pyvips

    width, height = size
    open_header(picture.source)  # Lets its loader in again, where another file was looked at since.
    # A thumbnail shrinks while it loads. It finds its loader itself: the others are blocked. It is given
    # a descriptor, as by name it would ask access(2), which says no to a sandboxed user who can read.
    pages = picture.page_options(every_frame=every_frame)
    return pyvips.Image.thumbnail_source(
        pyvips.Source.new_from_file(str(picture.source.path)),
        width,
        height=height,
        size="force",
        # `fail_on` is passed on to the loader by this alone: as an argument, half a picture would do.
        option_string=",".join(f"{name}={value}" for name, value in {**pages, "fail_on": "error"}.items()),
        no_rotate=every_frame,
        **({"output_profile": "srgb"} if to_srgb else {}),
    )


def _decode_hevc(picture: Picture) -> "Image":
    """Decode HEVC with libheif of pillow-heif: the one in libvips' wheel has no decoder for it."""
    import pillow_heif
    import pyvips

    heif = pillow_heif.open_heif(picture.source.path, convert_hdr_to_8bit=False)
    mode, _, deep = heif.mode.partition(";")
    bands, stride = len(mode), heif.stride // (2 if deep else 1)
    image = pyvips.Image.new_from_memory(
        heif.data, stride // bands, heif.size[1], bands, "ushort" if deep else "uchar"
    ).crop(0, 0, *heif.size)
    grey, colour = ("grey16", "rgb16") if deep else ("b-w", "srgb")
    image = image.copy(interpretation=colour if bands >= 3 else grey)  # noqa: PLR2004 - red, green, blue
    return attach(image, profile=heif.info.get("icc_profile"), exif=heif.info.get("exif"))


def _to_srgb(image: "Image") -> "Image":
    if not image.get_typeof("icc-profile-data") and image.interpretation != "cmyk":
        return image
    fallback = "cmyk" if image.interpretation == "cmyk" else "srgb"
    depth = 16 if image.format == "ushort" else 8
    return image.icc_transform("srgb", embedded=True, input_profile=fallback, depth=depth)


def _crop(image: "Image", *, width: int, height: int) -> "Image":
    page_height = image.get_page_height()
    if (image.width, page_height) == (width, height):
        return image
    left, top = (image.width - width) // 2, (page_height - height) // 2
    return join_frames([frame.crop(left, top, width, height) for frame in split_frames(image)])
