"""The formats that metadata can be taken out of, and who does it, without a pixel being compressed again."""

from collections.abc import Callable, Mapping

from apps.tools.plugins.image.gif_blocks import strip_gif
from apps.tools.plugins.image.heif_items import strip_heif
from apps.tools.plugins.image.jpeg_metadata import strip_jpeg
from apps.tools.plugins.image.png_chunks import strip_png
from apps.tools.plugins.image.removal import Findings, Policy
from apps.tools.plugins.image.tiff_tags import strip_tiff
from apps.tools.plugins.image.webp_chunks import strip_webp

STRIPPERS: Mapping[str, Callable[[bytes, Policy, Findings], bytes]] = {
    "jpg": strip_jpeg,
    "png": strip_png,
    "apng": strip_png,
    "webp": strip_webp,
    "gif": strip_gif,
    "avif": strip_heif,
    "heic": strip_heif,
    "tiff": strip_tiff,
}
"""Each takes a whole file and gives back what stays of it, and tells what it removed."""
