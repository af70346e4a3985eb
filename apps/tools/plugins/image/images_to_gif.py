"""`images-to-gif`: pictures one after another, as an animation."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.frames_joining import join_pictures
from apps.tools.plugins.image.gif_options import ImagesToGifOptions
from apps.tools.plugins.image.loading import READABLE, read_picture


class ImagesToGif(BaseTool[ImagesToGifOptions]):
    """Make an animated GIF, WebP or PNG of pictures, each shown as long as you like."""

    name = "images-to-gif"
    title = "Make animation from images"
    category = "image"
    icon = "gif"
    aliases = (
        "gif from photos",
        "images to gif",
        "jpg to gif animation",
        "create animated gif",
        "images to webp animation",
    )
    inputs = (Input("source", READABLE, title="Pictures in their order", min=2, max=300),)
    output_formats = ("gif", "webp", "apng")
    limits = Limits(cpu_seconds=900, wall_seconds=900, memory_mb=4096)
    examples = (
        Example("Two pictures a second", {}),
        Example("A small WebP", {"output_format": "webp", "width": 480, "delay": 200}),
    )

    def validate(self, run: ToolRun[ImagesToGifOptions]) -> None:
        for source in run.inputs:
            read_picture(source)

    def process(self, run: ToolRun[ImagesToGifOptions]) -> ToolOutput:
        return join_pictures(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """From the usual still pictures; one that moves already is converted by `image-convert`."""
        stills = ("jpg", "png", "avif", "heic", "jxl", "tiff", "bmp")
        return ((source, target) for source in stills for target in self.output_formats)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - alike for all
        """Of a GIF alone: the others hold every colour."""
        limited = "A GIF holds at most 256 colours and no half-transparent parts; others are approximated."
        return (limited,) if target == "gif" else ()
