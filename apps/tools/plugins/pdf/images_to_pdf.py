"""The tool `images-to-pdf`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.loading import READABLE
from apps.tools.plugins.image.losses import MOVING, is_asked_for
from apps.tools.plugins.pdf.embedding import LOSSY
from apps.tools.plugins.pdf.images_to_pdf_options import ImagesToPdfOptions
from apps.tools.plugins.pdf.picture_pages import add_picture_page, frames_of
from apps.tools.plugins.pdf.saving import encrypt_for, save_pdf


class ImagesToPdf(BaseTool[ImagesToPdfOptions]):
    """Make one PDF of pictures, in their order, a page for each; JPEGs go in as they are."""

    name = "images-to-pdf"
    title = "Images to PDF"
    category = "document"
    icon = "file-earmark-image"
    aliases = (
        "image to pdf", "jpg to pdf", "png to pdf", "heic to pdf", "webp to pdf",
        "photos to pdf", "jpeg to pdf", "scan to pdf", "pictures to pdf",
    )  # fmt: skip
    inputs = (Input("source", READABLE, title="Pictures, in their order", min=1, max=200),)
    output_formats = ("pdf",)
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072, disk_mb=4096)
    examples = (
        Example("Pages as large as the pictures", {}),
        Example("Photos on A4 with a margin", {"page_size": "a4", "margin": 10}),
    )

    def process(self, run: ToolRun[ImagesToPdfOptions]) -> ToolOutput:
        import pikepdf

        frames, path, notes = list(frames_of(run.inputs)), run.output_path("pdf"), list[str]()
        with pikepdf.new() as pdf:
            for number, (source, frame) in enumerate(frames):
                run.progress(number / len(frames), f"picture {number + 1} of {len(frames)}")
                notes += add_picture_page(pdf, source, frame, run.options)
            claims = save_pdf(pdf, path, encryption=encrypt_for(run.options.password))
        return run.write(path, format="pdf", claims=claims, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All but the raw pictures of cameras of which no sample proves anything."""
        return ((source, "pdf") for source in READABLE if is_asked_for(source, "pdf"))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - only to PDF
        moving = ("Only the first picture of an animation is shown.",) if source in MOVING else ()
        lossy = ("The picture is stored as a JPEG.",) if source in LOSSY - {"jpg"} else ()
        drawn = ("The drawing becomes pixels, 288 to the inch.",) if source == "svg" else ()
        return (*moving, *lossy, *drawn)
