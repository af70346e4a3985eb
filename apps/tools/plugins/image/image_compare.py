"""`image-compare`: how alike two pictures are, and where they differ."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.compare_options import ImageCompareOptions, ImageComparison
from apps.tools.plugins.image.comparison import load_both
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.image.similarity import difference, highlight, ssim


class ImageCompare(BaseTool[ImageCompareOptions]):
    """Compare two pictures: SSIM, PSNR, how many pixels differ, and a picture of the differences."""

    name = "image-compare"
    title = "Compare images"
    category = "image"
    icon = "arrows-diff"
    aliases = ("compare images", "image diff", "ssim", "psnr", "image similarity", "find differences")
    inputs = (Input("source", READABLE, title="Two pictures", min=2, max=2),)
    output_formats = ("png",)
    limits = Limits(cpu_seconds=300, wall_seconds=300, memory_mb=4096)
    result_type = ImageComparison
    examples = (
        Example("Show what differs", {}),
        Example("Look over small errors of compression", {"tolerance": 16, "picture": "difference"}),
    )

    def validate(self, run: ToolRun[ImageCompareOptions]) -> None:
        for source in run.inputs:
            read_picture(source)

    def process(self, run: ToolRun[ImageCompareOptions]) -> ToolOutput:
        options, pair = run.options, load_both(run.inputs, resize=run.options.resize)
        run.progress(0.4, "comparing")
        found = difference(pair.one, pair.other, tolerance=options.tolerance)
        result = ImageComparison(
            identical=found.largest == 0,
            ssim=round(ssim(pair.one, pair.other), 6),
            psnr=None if found.psnr is None else round(found.psnr, 3),
            differing_pixels=found.differing,
            differing_share=found.differing / (pair.one.width * pair.one.height),
            largest_difference=found.largest,
            width=pair.one.width,
            height=pair.one.height,
        )
        if options.picture == "none":
            return ToolOutput(result=result, notes=pair.notes)
        run.progress(0.8, "drawing the differences")
        shown = found.distance
        if options.picture == "highlight":
            shown = highlight(pair.one, found.distance, tolerance=options.tolerance)
        path = run.output_path("png")
        shown.pngsave(str(path), compression=6, keep="none")
        claims = {"width": shown.width, "height": shown.height}
        return run.write(path, format="png", claims=claims, result=result, notes=pair.notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a picture of differences is no conversion."""
        return iter(())
