"""`image-collage`: many pictures on one sheet, or in a strip."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.collage_drawing import draw_sheet
from apps.tools.plugins.image.collage_options import ImageCollageOptions
from apps.tools.plugins.image.loading import READABLE, read_picture


class ImageCollage(BaseTool[ImageCollageOptions]):
    """Put pictures on a contact sheet with their names, or side by side or below each other in a strip."""

    name = "image-collage"
    title = "Make image collage"
    category = "image"
    icon = "layout-grid"
    aliases = (
        "collage maker",
        "photo contact sheet",
        "join images",
        "merge images",
        "combine images",
        "photo strip",
    )
    inputs = (Input("source", READABLE, title="Pictures", min=2, max=200),)
    output_formats = ("jpg", "png", "webp")
    limits = Limits(cpu_seconds=600, wall_seconds=600, memory_mb=4096)
    examples = (
        Example("A contact sheet with names", {"captions": True}),
        Example("Side by side", {"layout": "row", "side": 600, "gap": 0}),
    )

    def validate(self, run: ToolRun[ImageCollageOptions]) -> None:
        for source in run.inputs:
            read_picture(source)

    def process(self, run: ToolRun[ImageCollageOptions]) -> ToolOutput:
        return draw_sheet(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a sheet of pictures is no conversion of one."""
        return iter(())
