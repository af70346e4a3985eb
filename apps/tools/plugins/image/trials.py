"""Encodes a picture with a quality, and measures what that did to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.base import ToolInput
from apps.tools.plugins.image.compress_options import CompressedFormat
from apps.tools.plugins.image.editing import decode_whole
from apps.tools.plugins.image.encoding import Encoding, MetadataPolicy, failed_to_write, refuse_side, suit
from apps.tools.plugins.image.loading import raise_scarcity, read_picture
from apps.tools.plugins.image.similarity import comparable, ssim

if TYPE_CHECKING:
    from pyvips import Image

LOSSLESS = 100
"""The quality of a PNG that keeps its colours; below, it gets a palette."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One encoding of the picture, as it was given to the encoder."""

    format: CompressedFormat
    quality: int
    path: Path
    size: int
    image: "Image"

    @property
    def page_size(self) -> tuple[int, int]:
        """Width and height of a frame."""
        return self.image.width, self.image.get_page_height()


@dataclass(slots=True, kw_only=True)
class Laboratory:
    """Makes trials in files of the run's workspace, counts them, and tells of each."""

    fresh_path: Callable[[str], Path]
    told: Callable[[int, str], None]
    background: str
    metadata: MetadataPolicy
    count: int = 0

    def encode(self, image: "Image", format: CompressedFormat, quality: int) -> Trial:
        """Write the picture; raises ToolFailedError when the encoder fails."""
        import pyvips

        encoding = Encoding(
            format=format, quality=quality, lossless=False, background=self.background, metadata=self.metadata
        )
        refuse_side(width=image.width, height=image.get_page_height(), format=format)
        path = self.fresh_path(format)
        fitting = suit(image, encoding=encoding)[0]
        try:
            _save(fitting, path, format=format, quality=quality, metadata=self.metadata)
        except pyvips.Error as error:
            raise_scarcity(error)
            raise failed_to_write(encoding) from error
        size = path.stat().st_size
        self.count += 1
        self.told(self.count, f"{format} of quality {quality}: {size:,} bytes")
        return Trial(format=format, quality=quality, path=path, size=size, image=fitting)

    def likeness(self, trial: Trial) -> float:
        """SSIM of what a reader of the file sees, and what was given to the encoder; of the first frame."""
        width, height = trial.page_size
        source = ToolInput(
            role="trial", path=trial.path, name=trial.path.name, format=trial.format, size=trial.size
        )
        seen = comparable(decode_whole(read_picture(source), to_srgb=False), alpha=False)
        return ssim(comparable(trial.image.crop(0, 0, width, height), alpha=False), seen)


def _save(
    image: "Image", path: Path, *, format: CompressedFormat, quality: int, metadata: MetadataPolicy
) -> None:
    """With more effort than elsewhere: who compresses wants the last percent."""
    q: dict[str, Any] = {"Q": quality}
    palette = (
        {"palette": True, "effort": 7} | q if quality < LOSSLESS else {"compression": 9, "filter": "all"}
    )
    if format == "png" and quality < LOSSLESS and image.format != "uchar":
        image = image.colourspace("srgb").cast("uchar")
    name, options = {
        "jpg": ("jpegsave", {"optimize_coding": True, "interlace": True} | q),
        "png": ("pngsave", palette),
        "webp": ("webpsave", {"effort": 4, "smart_subsample": True} | q),
        "avif": ("heifsave", {"effort": 4, "compression": "av1"} | q),
    }[format]
    for thumbnail in ("jpeg-thumbnail-data", "heif-thumbnail-data"):
        image = image.copy()
        image.remove(thumbnail)
    getattr(image, name)(str(path), keep=metadata, **options)
