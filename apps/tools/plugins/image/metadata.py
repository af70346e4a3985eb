"""What a picture says about itself: the report, and how to export it."""

import csv
import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from apps.tools.base import ToolInput
from apps.tools.formats import FORMATS
from apps.tools.plugins.image.gps import GpsData, read_gps
from apps.tools.plugins.image.loading import MAX_PIXELS, read_picture, reading
from apps.tools.plugins.image.tags import bounded, read_exif, read_iptc, read_xmp, text_of
from apps.tools.verification.image import READERS

if TYPE_CHECKING:
    from PIL import Image


class ImageInfo(BaseModel):
    """The picture itself."""

    filename: str
    format: str = Field(description="What the file really is, such as JPEG.")
    mode: str = Field(description="How a pixel is stored, such as RGB, RGBA, L or CMYK.")
    width: int
    height: int
    size: str = Field(description="Width x height.")
    file_size: int = Field(description="Bytes.")
    frames: int
    icc_profile: str | None = Field(description="The name of the embedded colour profile.")


class ImageMetadata(BaseModel):
    """Everything found, in sections; an empty section means that the picture has none of it."""

    image_info: ImageInfo
    exif_data: dict[str, str]
    gps_data: GpsData | None
    iptc_data: dict[str, str]
    xmp_data: dict[str, str]
    has_exif: bool
    has_gps: bool
    total_tags: int = Field(description="How many EXIF, IPTC and XMP tags were found, and GPS values.")
    complete: bool = Field(description="False when there were more tags than an answer may hold.")

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Category, tag and value, line by line."""
        gps = self.gps_data.model_dump(exclude_none=True) if self.gps_data else {}
        sections = {
            "Image Info": self.image_info.model_dump(exclude_none=True),
            "EXIF": self.exif_data,
            "GPS": gps,
            "IPTC": self.iptc_data,
            "XMP": self.xmp_data,
        }
        for category, tags in sections.items():
            yield from ((category, tag, str(value)) for tag, value in tags.items())

    def to_csv(self) -> str:
        """A table that a spreadsheet shows as text, whatever formula a tag holds."""
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(("Category", "Tag", "Value"))
        writer.writerows((category, _guarded(tag), _guarded(value)) for category, tag, value in self.rows())
        return table.getvalue()


def _guarded(cell: str) -> str:
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def read_metadata(source: ToolInput) -> ImageMetadata:
    """Open the file with the one reader of its format and gather what it says; no pixel is decoded."""
    from PIL import Image
    from PIL.ExifTags import IFD
    from pillow_heif import register_heif_opener

    read_picture(source)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    register_heif_opener()
    with (
        reading(source),
        # Half-broken tags are usual; what can be read of them is worth telling.
        warnings.catch_warnings(action="ignore"),
        Image.open(source.path, formats=[READERS[source.format]]) as image,
    ):
        exif = image.getexif()
        gps = read_gps(exif.get_ifd(IFD.GPSInfo))
        sections = (read_exif(exif), read_iptc(image), read_xmp(image.info.get("xmp")))
        info = ImageInfo(
            filename=source.name,
            format=image.format or FORMATS[source.format].title,
            mode=image.mode,
            width=image.width,
            height=image.height,
            size=f"{image.width} x {image.height}",
            file_size=source.size,
            frames=getattr(image, "n_frames", 1),
            icc_profile=_profile_name(image),
        )
    exif_data, iptc_data, xmp_data = kept = tuple(map(bounded, sections))
    return ImageMetadata(
        image_info=info,
        exif_data=exif_data,
        gps_data=gps,
        iptc_data=iptc_data,
        xmp_data=xmp_data,
        has_exif=bool(exif_data),
        has_gps=gps is not None,
        total_tags=sum(map(len, sections)) + (len(gps.model_dump(exclude_none=True)) if gps else 0),
        complete=kept == sections,
    )


def _profile_name(image: "Image.Image") -> str | None:
    from PIL import ImageCms

    if not (profile := image.info.get("icc_profile")):
        return None
    try:
        return text_of(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))))
    except (ImageCms.PyCMSError, OSError):
        return f"unreadable, {len(profile)} bytes"
