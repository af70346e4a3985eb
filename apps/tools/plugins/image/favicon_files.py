"""The files of an icon set: which sizes who asks for, the manifest and the HTML."""

import json
import struct
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

from apps.tools.plugins.image.edit_options import channels
from apps.tools.plugins.image.favicon_options import ImageFaviconOptions

if TYPE_CHECKING:
    from pyvips import Image

ICO_SIDES = (16, 32, 48)
PNG_SIDES = (16, 32, 48, 96, 192, 512)
"""Tabs, task bars, shortcuts; the last two are what a manifest must name."""
APPLE_SIDE = 180
SMALLEST = 48
"""A picture smaller than this makes blurred icons in most sizes."""
_MANIFEST_SIDES = (192, 512)


def icon_files(icon: Callable[[int], "Image"], *, options: ImageFaviconOptions) -> Mapping[str, bytes]:
    """Every file by its name; `icon` gives the square picture with a side of so many pixels."""
    pngs = {side: _png(icon(side)) for side in {*ICO_SIDES, *PNG_SIDES}}
    apple = icon(APPLE_SIDE).flatten(background=channels(options.background))
    return {
        "favicon.ico": _ico({side: pngs[side] for side in ICO_SIDES}),
        **{f"favicon-{side}x{side}.png": pngs[side] for side in PNG_SIDES},
        "apple-touch-icon.png": _png(apple),
        "site.webmanifest": _manifest(options).encode(),
        "favicon.html": html_of(options).encode(),
    }


def html_of(options: ImageFaviconOptions) -> str:
    """The tags for the head of a page."""
    folder = options.folder
    sizes = " ".join(f"{side}x{side}" for side in ICO_SIDES)
    lines = [
        f'<link rel="icon" href="{folder}favicon.ico" sizes="{sizes}">',
        *(
            '<link rel="icon" type="image/png" '
            f'sizes="{side}x{side}" href="{folder}favicon-{side}x{side}.png">'
            for side in PNG_SIDES
            if side not in _MANIFEST_SIDES
        ),
        f'<link rel="apple-touch-icon" sizes="180x180" href="{folder}apple-touch-icon.png">',
        f'<link rel="manifest" href="{folder}site.webmanifest">',
        f'<meta name="theme-color" content="{options.theme}">',
    ]
    if options.app_name:
        lines.append(f'<meta name="application-name" content="{escape(options.app_name)}">')
    return "\n".join(lines) + "\n"


def _manifest(options: ImageFaviconOptions) -> str:
    icons = [
        {"src": f"{options.folder}favicon-{side}x{side}.png", "sizes": f"{side}x{side}", "type": "image/png"}
        for side in _MANIFEST_SIDES
    ]
    named = {"name": options.app_name, "short_name": options.app_name} if options.app_name else {}
    shown = {"theme_color": options.theme, "background_color": options.background, "display": "standalone"}
    return json.dumps(named | {"icons": icons} | shown, indent=2, ensure_ascii=False) + "\n"


def _png(image: "Image") -> bytes:
    data: bytes = image.pngsave_buffer(compression=9, keep="none")
    return data


def _ico(pngs: Mapping[int, bytes]) -> bytes:
    """An icon whose pictures are PNGs, as every system since 2007 reads them: 22 bytes tell of each."""
    header, at = struct.pack("<HHH", 0, 1, len(pngs)), 6 + 16 * len(pngs)
    entries = b""
    for side, png in sorted(pngs.items()):
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return header + entries + b"".join(png for _, png in sorted(pngs.items()))
