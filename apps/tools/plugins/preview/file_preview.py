"""`file-preview`: a small picture of whatever can be looked at."""

from collections.abc import Iterator

from pydantic import Field

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOptions, ToolOutput, ToolRun
from apps.tools.plugins.image.conversion import convert_picture
from apps.tools.plugins.image.encoding import Encoding
from apps.tools.plugins.image.loading import read_picture
from apps.tools.plugins.preview.first_picture import SOURCES, first_picture


class FilePreviewOptions(ToolOptions):
    """Only the size."""

    size: int = Field(default=256, ge=16, le=2048, description="The longest side, in pixels.")


class FilePreview(BaseTool[FilePreviewOptions]):
    """Make a small WebP of a picture, of a PDF's or a document's first page, or of a video."""

    name = "file-preview"
    title = "Preview file"
    category = "image"
    icon = "eye"
    aliases = ("preview", "thumbnail", "make thumbnail", "pdf thumbnail", "document thumbnail")
    input_formats = SOURCES
    output_formats = ("webp",)
    max_file_size = 2048 * MiB
    limits = Limits(cpu_seconds=60, wall_seconds=60, memory_mb=3072)
    examples = (Example("For a list", {"size": 128}),)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: to convert a file is another wish than to glance at it."""
        return iter(())

    def process(self, run: ToolRun[FilePreviewOptions]) -> ToolOutput:
        size, path = run.options.size, run.output_path("webp")
        encoding = Encoding(format="webp", quality=75, lossless=False, background="#ffffff", metadata="none")
        picture = read_picture(first_picture(run, size=size))
        written = convert_picture(picture, path=path, encoding=encoding, box=(size, size), fit="contain")
        return run.write(path, format="webp", claims=written.claims)
