"""`image-watermark`: a text or a picture laid over pictures, once or all over."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, InvalidInputError, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.editing import WRITTEN, load_pixels, map_frames, plan_edit, write_edit
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.image.stamping import make_mark, overlay_of, stamp
from apps.tools.plugins.image.watermark_options import ImageWatermarkOptions


class ImageWatermark(BaseTool[ImageWatermarkOptions]):
    """Write a text over a picture, or lay a logo over it: in a corner, turned, or repeated all over."""

    name = "image-watermark"
    title = "Watermark image"
    category = "image"
    icon = "signature"
    aliases = ("watermark image", "add watermark", "text on image", "logo on photo", "copyright photo")
    inputs = (
        Input("source", READABLE, title="Picture"),
        Input("overlay", READABLE, title="Logo to lay over it", min=0, max=1),
    )
    output_formats = WRITTEN
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=4096)
    examples = (
        Example("A name in the corner", {"text": "© Ada Lovelace"}),
        Example("A draft, all over", {"text": "Draft", "tile": True, "angle": -30, "opacity": 20}),
        Example("A logo at the top", {"position": "top_left", "scale": 15, "opacity": 80}),
    )

    def validate(self, run: ToolRun[ImageWatermarkOptions]) -> None:
        for file in run.inputs:
            read_picture(file)
        if (run.options.text is None) == (overlay_of(run) is None):
            raise InvalidInputError(
                "A watermark is either a text or a picture: set the option `text`, or give a file as "
                "`overlay`, and not both.",
                code="input_not_allowed",
            )

    def process(self, run: ToolRun[ImageWatermarkOptions]) -> ToolOutput:
        edit = plan_edit(run.source, run.options)
        image = load_pixels(edit)
        size = (image.width, image.get_page_height())
        mark = make_mark(run.options, overlay=overlay_of(run), picture=size)
        stamped = map_frames(image, lambda frame: stamp(frame, mark, options=run.options))
        return write_edit(run, edit, stamped)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a picture with a mark is no conversion of it."""
        return iter(())
