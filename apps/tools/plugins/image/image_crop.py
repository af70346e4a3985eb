"""`image-crop`: a part of a picture, chosen by hand, by proportions or by what is worth seeing."""

from collections.abc import Iterator
from dataclasses import asdict

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.crop_options import ImageCropOptions
from apps.tools.plugins.image.cropping import find_box
from apps.tools.plugins.image.editing import WRITTEN, load_pixels, map_frames, plan_edit, write_edit
from apps.tools.plugins.image.loading import READABLE, read_picture


class ImageCropped(BaseModel):
    """Which part was kept, in pixels of the upright picture."""

    left: int = Field(description="From the left edge.")
    top: int = Field(description="From the upper edge.")
    width: int = Field(description="The width of the part.")
    height: int = Field(description="The height of the part.")


class ImageCrop(BaseTool[ImageCropOptions]):
    """Crop pictures to a box, to proportions, or to where most is to be seen; animations keep moving."""

    name = "image-crop"
    title = "Crop image"
    category = "image"
    icon = "crop"
    aliases = ("crop image", "crop photo", "cut image", "smart crop", "aspect ratio", "square crop")
    input_formats = READABLE
    output_formats = WRITTEN
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=3072)
    result_type = ImageCropped
    examples = (
        Example("A box", {"area": {"by": "box", "left": 100, "top": 50, "width": 640, "height": 480}}),
        Example("16 to 9, around the middle", {"area": {"by": "ratio", "across": 16, "down": 9}}),
        Example("A square where the eye goes",
                {"area": {"by": "ratio", "across": 1, "down": 1, "focus": "attention"}}),
    )  # fmt: skip

    def validate(self, run: ToolRun[ImageCropOptions]) -> None:
        read_picture(run.source)

    def process(self, run: ToolRun[ImageCropOptions]) -> ToolOutput:
        edit = plan_edit(run.source, run.options)
        image = load_pixels(edit)
        box = find_box(image, run.options.area)
        cut = map_frames(image, lambda frame: frame.crop(box.left, box.top, box.width, box.height))
        return write_edit(run, edit, cut, result=ImageCropped(**asdict(box)))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a part of a picture is no conversion of it."""
        return iter(())
