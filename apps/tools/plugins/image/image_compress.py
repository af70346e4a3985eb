"""`image-compress`: a picture in fewer bytes, and what that cost it."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.comparison import MAX_COMPARED
from apps.tools.plugins.image.compress_options import ImageCompressed, ImageCompressOptions
from apps.tools.plugins.image.compressing import compress, fits_already, unchanged
from apps.tools.plugins.image.limits import refuse_size
from apps.tools.plugins.image.loading import READABLE, read_picture


class ImageCompress(BaseTool[ImageCompressOptions]):
    """Compress pictures to a number of bytes, or as far as they still look alike."""

    name = "image-compress"
    title = "Compress image"
    category = "image"
    icon = "file-zip"
    aliases = (
        "compress image", "compress jpeg", "compress png", "reduce image size", "image optimizer",
        "jpg to 100kb",
    )  # fmt: skip
    input_formats = READABLE
    output_formats = ("jpg", "png", "webp", "avif")
    limits = Limits(cpu_seconds=1800, wall_seconds=1800, memory_mb=4096)
    result_type = ImageCompressed
    examples = (
        Example("As small as looks good", {}),
        Example("At most 100 kB", {"goal": {"by": "size", "max_bytes": 100_000}}),
        Example("The best format", {"output_format": "smallest"}),
    )  # fmt: skip

    def validate(self, run: ToolRun[ImageCompressOptions]) -> None:
        picture = read_picture(run.source)
        refuse_size(
            f"'{run.source.name}'",
            width=picture.width,
            height=picture.height,
            frames=picture.frames if picture.animated else 1,
            pixels=MAX_COMPARED,
        )

    def process(self, run: ToolRun[ImageCompressOptions]) -> ToolOutput:
        return unchanged(run, trials=0) if fits_already(run) else compress(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: `image-convert` converts; this makes smaller."""
        return iter(())
