"""`image-convert`: any picture we read, as any picture we write."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.image.convert_aliases import ALIASES
from apps.tools.plugins.image.convert_options import ImageConvertOptions
from apps.tools.plugins.image.convert_run import convert
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.image.losses import is_asked_for, losses_of
from apps.tools.plugins.image.traits import WRITTEN


class ImageConvert(BaseTool[ImageConvertOptions]):
    """Convert pictures, camera raws, Photoshop documents and SVG drawings, and resize them on the way."""

    name = "image-convert"
    title = "Convert image"
    category = "image"
    icon = "image"
    aliases = ALIASES
    input_formats = READABLE
    output_formats = WRITTEN
    max_file_size = 256 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=3072)
    examples = (
        Example("A small WebP for the web", {"output_format": "webp", "width": 1600, "quality": 80}),
        Example("A square JPEG", {"output_format": "jpg", "width": 512, "height": 512, "fit": "cover"}),
        Example("A PNG that keeps every pixel and all metadata", {"output_format": "png", "metadata": "all"}),
        Example("A JPEG of at most 200 kB", {"output_format": "jpg", "target_size": 200_000}),
        Example("A PDF of a scan, 300 pixels to the inch", {"output_format": "pdf", "dpi": 300}),
    )

    def validate(self, run: ToolRun[ImageConvertOptions]) -> None:
        options = run.options
        read_picture(run.source, frame=options.frame or 0, dpi=options.dpi or 96)

    def process(self, run: ToolRun[ImageConvertOptions]) -> ToolOutput:
        return convert(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Those that somebody would ask for, and that a sample proves."""
        return (pair for pair in super().pairs() if is_asked_for(*pair))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return losses_of(source, target)
