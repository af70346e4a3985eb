"""What `image-convert` does with one file."""

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.plugins.image.conversion import convert_picture
from apps.tools.plugins.image.convert_options import ImageConvertOptions
from apps.tools.plugins.image.encoding import Encoding
from apps.tools.plugins.image.loading import read_picture
from apps.tools.plugins.image.paging import PAGED, convert_pages
from apps.tools.plugins.image.vector import CSS_DPI


def convert(run: ToolRun[ImageConvertOptions]) -> ToolOutput:
    """Write all pages, all frames, or one picture, as the formats and the options have it."""
    options = run.options
    path = run.output_path(options.output_format)
    picture = read_picture(run.source, frame=options.frame or 0, dpi=options.dpi or CSS_DPI)
    encoding = Encoding(
        format=options.output_format,
        quality=options.quality,
        lossless=options.lossless,
        background=options.background,
        metadata=options.metadata,
        effort=options.effort,
    )
    box = (options.width, options.height)
    every_page = picture.paged and picture.frames > 1 and options.frame is None
    if options.output_format == "pdf" or (every_page and options.output_format in PAGED):
        written = convert_pages(
            picture,
            every_page=every_page,
            path=path,
            encoding=encoding,
            box=box,
            fit=options.fit,
            dpi=options.dpi,
            report=run.progress,
        )
    else:
        written = convert_picture(
            picture,
            path=path,
            encoding=encoding,
            box=box,
            fit=options.fit,
            still=options.frame is not None,
            target_size=options.target_size,
        )
    return run.write(path, format=options.output_format, claims=written.claims, notes=written.notes)
