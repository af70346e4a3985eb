"""`image-metadata`: what a picture says about itself, and about who took it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import BaseTool, Example, Labels, Limits, ToolOptions, ToolOutput, ToolRun
from apps.tools.plugins.image.loading import read_picture
from apps.tools.plugins.image.metadata import ImageMetadata, read_metadata


class ImageMetadataOptions(ToolOptions):
    """The result is always given; a file of it on request."""

    export_format: Annotated[
        Literal["none", "json", "csv"],
        Field(description="Also write the result to a file."),
        Labels({"none": "No file", "json": "JSON", "csv": "CSV, with the columns Category, Tag and Value"}),
    ] = "none"


class ImageMetadataTool(BaseTool[ImageMetadataOptions]):
    """Read the EXIF, GPS, IPTC, XMP and colour profile of a picture, its place in decimal degrees."""

    name = "image-metadata"
    title = "Read image metadata"
    category = "image"
    icon = "info-circle"
    aliases = ("exif-extractor", "exif", "exif viewer", "photo metadata", "gps from photo", "iptc", "xmp")
    input_formats = ("jpg", "png", "apng", "webp", "avif", "heic", "gif", "tiff")
    output_formats = ("json", "csv")
    limits = Limits(cpu_seconds=20, wall_seconds=40)
    result_type = ImageMetadata
    examples = (
        Example("Look at a photo", {}),
        Example("A table for a spreadsheet", {"export_format": "csv"}),
    )

    def validate(self, run: ToolRun[ImageMetadataOptions]) -> None:
        read_picture(run.source)

    def process(self, run: ToolRun[ImageMetadataOptions]) -> ToolOutput:
        metadata = read_metadata(run.source)
        notes = () if metadata.has_exif else ("The picture carries no EXIF data.",)
        if run.options.export_format == "none":
            return ToolOutput(result=metadata, notes=notes)
        text = metadata.to_csv() if run.options.export_format == "csv" else metadata.model_dump_json(indent=2)
        return run.write(text, format=run.options.export_format, result=metadata, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a report about a picture is not that picture in another format."""
        return iter(())
