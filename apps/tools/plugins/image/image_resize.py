"""`image-resize`: a picture in another size, everything else as it was."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.editing import WRITTEN, load_pixels, plan_edit, write_edit
from apps.tools.plugins.image.loading import READABLE, read_picture, refuse_size
from apps.tools.plugins.image.resize_options import ImageResizeOptions
from apps.tools.plugins.image.resizing import size_of


class ImageResize(BaseTool[ImageResizeOptions]):
    """Resize pictures by width, height, percent, longest side or box; animations keep moving."""

    name = "image-resize"
    title = "Resize image"
    category = "image"
    icon = "arrows-maximize"
    aliases = (
        "resize image",
        "image resizer",
        "scale image",
        "resize photo",
        "shrink image",
        "enlarge image",
    )
    input_formats = READABLE
    output_formats = WRITTEN
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=3072)
    examples = (
        Example("1600 pixels wide", {"size": {"by": "width", "width": 1600}}),
        Example("Half as large", {"size": {"by": "percent", "percent": 50}}),
        Example("A square of 512", {"size": {"by": "box", "width": 512, "height": 512, "fit": "cover"}}),
    )

    def validate(self, run: ToolRun[ImageResizeOptions]) -> None:
        read_picture(run.source)

    def process(self, run: ToolRun[ImageResizeOptions]) -> ToolOutput:
        edit, notes = plan_edit(run.source, run.options), []
        sizing = size_of(edit.picture.width, edit.picture.height, options=run.options)
        frames = edit.picture.frames if edit.every_frame else 1
        refuse_size("The result", width=sizing.width, height=sizing.height, frames=frames)
        if (sizing.width, sizing.height) == (edit.picture.width, edit.picture.height):
            notes.append("The picture is no larger than the size asked for, and was not enlarged.")
        return write_edit(run, edit, load_pixels(edit, sizing=sizing), notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a picture in another size is the same conversion that `image-convert` offers."""
        return iter(())
