"""`image-vectorize`: a picture of pixels as a drawing of shapes."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image import camera_raw
from apps.tools.plugins.image.editing import decode_sized
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.image.sizing import Sizing
from apps.tools.plugins.image.tracing import MAX_TRACED, to_svg, trace
from apps.tools.plugins.image.vectorize_options import ImageVectorized, ImageVectorizeOptions


class ImageVectorize(BaseTool[ImageVectorizeOptions]):
    """Trace logos, sketches and pictures: pixels become shapes, sharp in any size."""

    name = "image-vectorize"
    title = "Vectorize image"
    category = "image"
    icon = "vector"
    aliases = ("png to svg", "jpg to svg", "image to svg", "vectorize", "trace image", "raster to vector")
    input_formats = tuple(format for format in READABLE if format != "svg")
    output_formats = ("svg",)
    limits = Limits(cpu_seconds=600, wall_seconds=600, memory_mb=4096)
    result_type = ImageVectorized
    examples = (
        Example("A logo", {"detail": 8}),
        Example("A sketch", {"colours": "black_and_white"}),
        Example("A photo as a poster", {"detail": 3}),
    )

    def validate(self, run: ToolRun[ImageVectorizeOptions]) -> None:
        read_picture(run.source)

    def process(self, run: ToolRun[ImageVectorizeOptions]) -> ToolOutput:
        picture = read_picture(run.source)
        size, pixels = (picture.width, picture.height), picture.width * picture.height
        scale = min(1.0, (MAX_TRACED / pixels) ** 0.5)
        traced = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        image = decode_sized(picture, sizing=Sizing(traced, *traced)).colourspace("srgb")
        run.progress(0.1, "tracing")
        elements = trace(image, options=run.options)
        svg = to_svg(elements, size=size, traced=traced)
        shapes = sum(element.startswith("<path ") for element in elements)
        result = ImageVectorized(paths=shapes, bytes=len(svg), width=size[0], height=size[1])
        notes = list(picture.notes)
        if traced != size:
            notes.append(f"The picture was traced at {traced[0]} x {traced[1]} pixels.")
        if picture.frames > 1:
            notes.append(f"Only the first picture of {picture.frames} was traced.")
        claims = {"width": size[0], "height": size[1]}
        return run.write(svg, format="svg", claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """From all but what cameras write, whose grain makes no drawing."""
        return ((source, "svg") for source in self.input_formats if source not in camera_raw.FORMATS_READ)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - alike for all
        """Shapes stand for pixels; they are not the same."""
        return ("Pixels become shapes of one colour each: grain and fine shades are lost.",)
