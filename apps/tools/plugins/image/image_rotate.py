"""`image-rotate`: a picture turned or mirrored; a JPEG without loss, by its tag."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, InvalidInputError, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.editing import WRITTEN
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.image.rotate_options import ImageRotateOptions, ImageRotation
from apps.tools.plugins.image.rotation import can_be_tagged, rotate_by_pixels, rotate_by_tag


class ImageRotate(BaseTool[ImageRotateOptions]):
    """Turn and mirror pictures by quarters, without loss for JPEGs, or by any angle."""

    name = "image-rotate"
    title = "Rotate image"
    category = "image"
    icon = "rotate-clockwise"
    aliases = (
        "rotate image", "rotate photo", "flip image", "mirror image", "auto orient", "straighten photo",
    )  # fmt: skip
    input_formats = READABLE
    output_formats = WRITTEN
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=3072)
    result_type = ImageRotation
    examples = (
        Example("A quarter clockwise", {"turn": "90_cw"}),
        Example("Mirrored", {"flip": "horizontal"}),
        Example("Straightened by 2 degrees", {"turn": "angle", "angle": 2, "corners": "#ffffff"}),
    )

    def validate(self, run: ToolRun[ImageRotateOptions]) -> None:
        read_picture(run.source)
        if run.options.method == "tag" and not can_be_tagged(run):
            raise InvalidInputError(
                f"'{run.source.name}' cannot be turned by its tag: that takes a JPEG, and a turn or a flip. "
                "Choose the method auto or pixels.",
                code="input_not_allowed",
            )

    def process(self, run: ToolRun[ImageRotateOptions]) -> ToolOutput:
        by_tag = run.options.method != "pixels" and can_be_tagged(run)
        return rotate_by_tag(run) if by_tag else rotate_by_pixels(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a picture turned is no conversion of it."""
        return iter(())
