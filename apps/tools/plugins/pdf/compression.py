"""Makes a document smaller before it is written."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from apps.tools.base import ToolRun
from apps.tools.plugins.pdf.compress_options import PdfCompressOptions
from apps.tools.plugins.pdf.deduplication import merge_equal_streams
from apps.tools.plugins.pdf.image_use import find_images
from apps.tools.plugins.pdf.recompression import recompress

if TYPE_CHECKING:
    from pikepdf import Pdf


@dataclass(frozen=True, slots=True)
class Compression:
    """What was done to a document."""

    shrunk: int = 0
    kept: int = 0
    duplicates: int = 0
    notes: tuple[str, ...] = ()

    def nothing(self) -> "Compression":
        """The same, when all of it was in vain."""
        return replace(self, shrunk=0, kept=self.kept + self.shrunk, duplicates=0)


def compress(run: ToolRun[PdfCompressOptions], pdf: "Pdf") -> Compression:
    """Shrink the pictures if wanted, leave out what no page shows, and keep one of equal parts."""
    _drop_invisible(pdf)
    duplicates = merge_equal_streams(pdf)
    if not run.options.shrink_pictures:
        return Compression(duplicates=duplicates)
    run.progress(0.1, "looking for pictures")
    use = find_images(pdf)
    if not use.complete:
        note = "Not all that the pages draw could be looked at: the pictures were left as they are."
        return Compression(kept=len(use.images), duplicates=duplicates, notes=(note,))
    shrunk = 0
    for number, (key, image) in enumerate(use.images.items(), start=1):
        run.progress(0.1 + 0.7 * number / len(use.images), f"picture {number} of {len(use.images)}")
        shrunk += recompress(image, use.sizes[key], run.options)
    return Compression(shrunk=shrunk, kept=len(use.images) - shrunk, duplicates=duplicates)


def _drop_invisible(pdf: "Pdf") -> None:
    """Previews of pages, and the private data of the program that made the document."""
    for holder in (pdf.Root, *(page.obj for page in pdf.pages)):
        for key in ("/Thumb", "/PieceInfo"):
            if key in holder:
                del holder[key]
