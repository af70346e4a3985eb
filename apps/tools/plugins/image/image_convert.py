"""`image-convert`: any picture we read, as any picture we write."""

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.conversion import convert_picture
from apps.tools.plugins.image.convert_options import ImageConvertOptions
from apps.tools.plugins.image.encoding import Encoding
from apps.tools.plugins.image.loading import read_picture


class ImageConvert(BaseTool[ImageConvertOptions]):
    """Convert pictures, from HEIC too, to JPEG, PNG, WebP, AVIF, GIF or TIFF, and resize them on the way."""

    name = "image-convert"
    title = "Convert image"
    category = "image"
    icon = "image"
    aliases = (
        "image-format-converter", "image converter", "convert image", "heic to jpg", "heic to png",
        "png to jpg", "jpg to png", "png to webp", "jpg to webp", "webp to png", "webp to jpg", "avif to jpg",
        "gif to webp", "tiff to jpg",
    )  # fmt: skip
    input_formats = ("jpg", "png", "webp", "avif", "heic", "gif", "tiff")
    output_formats = ("jpg", "png", "webp", "avif", "gif", "tiff")
    limits = Limits(cpu_seconds=300, wall_seconds=300)
    examples = (
        Example("A small WebP for the web", {"output_format": "webp", "width": 1600, "quality": 80}),
        Example("A square JPEG", {"output_format": "jpg", "width": 512, "height": 512, "fit": "cover"}),
        Example("A PNG that keeps every pixel and all metadata", {"output_format": "png", "metadata": "all"}),
    )

    def validate(self, run: ToolRun[ImageConvertOptions]) -> None:
        read_picture(run.source, frame=run.options.frame)

    def process(self, run: ToolRun[ImageConvertOptions]) -> ToolOutput:
        options = run.options
        path = run.output_path(options.output_format)
        written = convert_picture(
            read_picture(run.source, frame=options.frame),
            path=path,
            encoding=Encoding(
                format=options.output_format,
                quality=options.quality,
                lossless=options.lossless,
                background=options.background,
                metadata=options.metadata,
            ),
            box=(options.width, options.height),
            fit=options.fit,
        )
        return run.write(path, format=options.output_format, claims=written.claims, notes=written.notes)
