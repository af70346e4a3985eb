"""Brings pictures to one size and makes an animation of them."""

from typing import TYPE_CHECKING

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.plugins.image.edit_options import channels
from apps.tools.plugins.image.editing import decode_sized
from apps.tools.plugins.image.encoding import Encoding, encode, failed_to_write, refuse_side
from apps.tools.plugins.image.gif_options import ImagesToGifOptions
from apps.tools.plugins.image.limits import refuse_size
from apps.tools.plugins.image.loading import Picture, raise_scarcity, read_picture
from apps.tools.plugins.image.pixels import join_frames
from apps.tools.plugins.image.sizing import fit_size

if TYPE_CHECKING:
    from pyvips import Image

_WIDEST = 1_000
"""Of an animation for which no width was asked: its pictures are often photos of many megapixels."""
_STEP = 10
"""Milliseconds that a GIF counts in."""


def join_pictures(run: ToolRun[ImagesToGifOptions]) -> ToolOutput:
    """Write the animation; raises InvalidInputError when it would be too large."""
    import pyvips

    options, pictures = run.options, [read_picture(source) for source in run.inputs]
    width, height = _frame_size(pictures[0], options)
    refuse_size("The animation", width=width, height=height, frames=len(pictures))
    refuse_side(width=width, height=height, format=options.output_format)
    frames = []
    for done, picture in enumerate(pictures):
        run.progress(0.8 * done / len(pictures), f"picture {done + 1} of {len(pictures)}")
        frames.append(_frame(picture, width=width, height=height, options=options))
    run.progress(0.8, "writing")
    delays = [options.delay] * (len(frames) - 1) + [options.last_delay or options.delay]
    if options.output_format == "gif":
        delays = [round(delay / _STEP) * _STEP for delay in delays]
    encoding = Encoding(
        format=options.output_format,
        quality=options.quality,
        lossless=False,
        background=options.background,
        metadata="none",
    )
    path = run.output_path(options.output_format)
    try:
        encode(join_frames(frames, durations=delays, loop=options.loop), path=path, encoding=encoding)
    except pyvips.Error as error:
        raise_scarcity(error)
        raise failed_to_write(encoding) from error
    claims = {"width": width, "height": height}
    notes = [
        f"Of '{one.source.name}', only the first picture was taken." for one in pictures if one.frames > 1
    ]
    name = f"animation.{'png' if options.output_format == 'apng' else options.output_format}"
    return run.write(path, format=options.output_format, name=name, claims=claims, notes=notes)


def _frame_size(first: Picture, options: ImagesToGifOptions) -> tuple[int, int]:
    wide = options.width or min(_WIDEST, first.width)
    return wide, max(1, round(first.height * wide / first.width))


def _frame(picture: Picture, *, width: int, height: int, options: ImagesToGifOptions) -> "Image":
    """One picture in the size of all, with transparency, so that every frame has the same channels."""
    sizing = fit_size(
        width=picture.width, height=picture.height, box_width=width, box_height=height, fit=options.fit
    )
    image = decode_sized(picture, sizing=sizing).colourspace("srgb").cast("uchar")
    image = image if image.hasalpha() else image.addalpha()
    left, top = (width - image.width) // 2, (height - image.height) // 2
    paper = [*channels(options.background), 255]
    return image.embed(left, top, width, height, extend="background", background=paper).copy_memory()
