"""`image-favicon`: all icons that a web site needs, of one picture, and the HTML that names them."""

import zipfile
from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.favicon_files import SMALLEST, html_of, icon_files
from apps.tools.plugins.image.favicon_options import FaviconSet, ImageFaviconOptions
from apps.tools.plugins.image.favicon_square import Square, read_large
from apps.tools.plugins.image.loading import READABLE, read_picture

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The same picture makes the same file."""


class ImageFavicon(BaseTool[ImageFaviconOptions]):
    """Make the icons of a web site: favicon.ico, PNGs, Apple's touch icon, the manifest and the HTML."""

    name = "image-favicon"
    title = "Make favicon"
    category = "image"
    icon = "app-window"
    aliases = ("favicon generator", "favicon", "apple touch icon", "web app icons", "site icon")
    input_formats = READABLE
    output_formats = ("zip",)
    limits = Limits(cpu_seconds=120, wall_seconds=120, memory_mb=3072)
    result_type = FaviconSet
    examples = (
        Example("The whole set", {"app_name": "My site"}),
        Example("In a folder of the site", {"folder": "/static/icons/", "theme": "#1e3cd2"}),
    )

    def validate(self, run: ToolRun[ImageFaviconOptions]) -> None:
        read_picture(run.source)

    def process(self, run: ToolRun[ImageFaviconOptions]) -> ToolOutput:
        picture = read_large(run.source)
        files = icon_files(Square(picture, fit=run.options.fit).of_side, options=run.options)
        path = run.output_path("zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
        small = max(picture.width, picture.height) < SMALLEST
        notes = ("The picture is small; larger icons are blurred. Use one of 512 pixels.",) if small else ()
        result = FaviconSet(files=list(files), html=html_of(run.options))
        claims = {"members": len(files)}
        return run.write(path, format="zip", name="favicon.zip", claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a set of icons is no conversion of the picture."""
        return iter(())
