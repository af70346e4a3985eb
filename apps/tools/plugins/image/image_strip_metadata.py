"""`image-strip-metadata`: a picture that tells nothing of place and author, every pixel as it was."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, InvalidInputError, ToolOutput, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.plugins.image.loading import read_picture, reading
from apps.tools.plugins.image.removal import Findings, Policy
from apps.tools.plugins.image.strip_options import ImageStripOptions, ImageStripped
from apps.tools.plugins.image.stripping import STRIPPERS


class ImageStripMetadata(BaseTool[ImageStripOptions]):
    """Remove EXIF, GPS, XMP, IPTC and comments from pictures; no pixel is compressed again."""

    name = "image-strip-metadata"
    title = "Remove image metadata"
    category = "image"
    icon = "eraser"
    aliases = ("remove exif", "strip exif", "remove gps from photo", "clean metadata", "exif remover")
    input_formats = tuple(STRIPPERS)
    output_formats = tuple(STRIPPERS)
    result_type = ImageStripped
    examples = (
        Example("Remove everything", {}),
        Example("Remove only the place", {"remove": "gps"}),
    )

    def validate(self, run: ToolRun[ImageStripOptions]) -> None:
        read_picture(run.source)
        with run.source.path.open("rb") as file:
            if run.source.format == "tiff" and file.read(4) in {b"II+\0", b"MM\0+"}:
                raise InvalidInputError(
                    f"'{run.source.name}' is a BigTIFF, whose tags are not changed here. Convert it first.",
                    code="input_not_allowed",
                )

    def process(self, run: ToolRun[ImageStripOptions]) -> ToolOutput:
        format, findings = run.source.format, Findings()
        policy = Policy(remove=run.options.remove, keep_profile=run.options.keep_profile)
        picture = read_picture(run.source)
        with reading(run.source):
            data = STRIPPERS[format](run.source.path.read_bytes(), policy, findings)
        lying = picture.orientation > 1 and format not in {"avif", "heic"} and policy.remove == "all"
        stays = format in {"avif", "heic"} and not policy.keep_profile
        notes = (
            *(() if findings.removed else ("Nothing was found that had to be removed.",)),
            *(("The tag that turns the picture upright was kept.",) if lying else ()),
            *((f"The colour profile of a {FORMATS[format].title} stays.",) if stays else ()),
        )
        result = ImageStripped(removed=findings.removed, bytes_before=run.source.size, bytes_after=len(data))
        claims = {"width": picture.width, "height": picture.height} if picture.orientation == 1 else {}
        return run.write(data, format=format, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: the format stays."""
        return iter(())
