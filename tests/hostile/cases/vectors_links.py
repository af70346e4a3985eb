"""Drawings that reach for files and hosts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from tests.hostile.case import Case, Lures

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xi="http://www.w3.org/2001/XInclude"'
)
SIZE = 'width="40" height="40"'
FOREIGN = b"\xff\x00\xff" * 8
"""Pixels of the picture and the drawing beside the secret; no drawing here has their colour of its own."""
TO_PIXELS = {"output_format": "ppm"}

Text = Callable[[Lures], str]


def _drawing(path: Path, lures: Lures, *, body: Text, prolog: Text | None = None) -> None:
    """Writes it, and things to steal where the secret is."""
    Image.new("RGB", (40, 40), "#ff00ff").save(lures.secret.with_name("secret.png"))
    lures.secret.with_name("secret.svg").write_text(
        f'<svg {NAMESPACES} {SIZE}><rect id="all" {SIZE} fill="#ff00ff"/></svg>'
    )
    head = prolog(lures) if prolog else ""
    path.write_text(f'{head}<svg {NAMESPACES} {SIZE}><rect {SIZE} fill="#fff"/>{body(lures)}</svg>')


def _uri(lures: Lures, name: str) -> str:
    return lures.secret.with_name(name).as_uri()


def _path(lures: Lures, name: str) -> str:
    return str(lures.secret.with_name(name))


PROLOGS: dict[str, Text] = {
    "an entity of a drawing": lambda lures: (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{_uri(lures, "secret.svg")}">]>'
    ),
    "an entity of a text": lambda lures: f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{lures.secret.as_uri()}">]>',
    "an entity of the host's users": lambda _: '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an entity of another host": lambda lures: f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{lures.url}/x">]>',
    "an entity that nothing says its kind": lambda lures: (
        f'<!DOCTYPE svg [<!ENTITY x PUBLIC "any" "{_path(lures, "secret.svg")}">]>'
    ),
    "declarations of another host": lambda lures: (
        f'<!DOCTYPE svg [<!ENTITY % far SYSTEM "{lures.url}/x"> %far;]>'
    ),
    "the DTD of another host": lambda lures: f'<!DOCTYPE svg SYSTEM "{lures.url}/x.dtd">',
}
PLACES: dict[str, Text] = {
    "a file by its URL": lambda lures: _uri(lures, "secret"),
    "a file by its path": lambda lures: _path(lures, "secret"),
    "a file by way of ..": lambda lures: "../" * 30 + _path(lures, "secret")[1:],
    "a file beside it": lambda _: "secret",
    "a file of this host": lambda lures: "file://localhost" + _path(lures, "secret"),
}
LINKS: dict[str, Callable[[str], str]] = {
    "a picture": lambda place: f'<image {SIZE} href="{place}.png"/>',
    "a picture, by the old name": lambda place: f'<image {SIZE} xlink:href="{place}.png"/>',
    "a drawing as a picture": lambda place: f'<image {SIZE} href="{place}.svg"/>',
    "a part of a drawing": lambda place: f'<use href="{place}.svg#all"/>',
    "a filter": lambda place: (
        f'<filter id="f"><feImage href="{place}.png"/></filter><rect {SIZE} filter="url(#f)"/>'
    ),
    "a style": lambda place: f'<rect {SIZE} style="fill: url({place}.svg#all) none"/>',
}
FETCHES: dict[str, Callable[[str], str]] = {
    "a picture": lambda url: f'<image {SIZE} href="{url}/a.png"/>',
    "a picture, by the old name": lambda url: f'<image {SIZE} xlink:href="{url}/a.png"/>',
    "a filter": lambda url: (
        f'<filter id="f"><feImage href="{url}/a.png"/></filter><rect {SIZE} filter="url(#f)"/>'
    ),
    "a style sheet": lambda url: f"<style>@import url({url}/a.css);</style>",
    "a font": lambda url: (
        f"<style>@font-face {{font-family: far; src: url({url}/a.ttf)}}</style>"
        '<text y="20" font-family="far">far</text>'
    ),
    "a pattern": lambda url: f'<rect {SIZE} fill="url({url}/a.svg#p) none"/>',
    "a part of a drawing": lambda url: f'<use href="{url}/a.svg#all"/>',
    "a drawing within it": lambda url: (
        '<image width="40" height="40" href="data:image/svg+xml;utf8,&lt;svg '
        f"xmlns=&quot;http://www.w3.org/2000/svg&quot;&gt;&lt;image href=&quot;{url}/a.png&quot;/&gt;"
        '&lt;/svg&gt;"/>'
    ),
}
INCLUDES = {
    "a text": lambda lures: f'<text><xi:include href="{lures.secret.as_uri()}" parse="text"/></text>',
    "a drawing": lambda lures: f'<xi:include href="{_uri(lures, "secret.svg")}" parse="xml"/>',
    "a drawing by its path": lambda lures: f'<xi:include href="{_path(lures, "secret.svg")}"/>',
    "another host": lambda lures: f'<xi:include href="{lures.url}/a.svg"/>',
}


def _linked(path: Path, lures: Lures, *, link: Callable[[str], str], place: Text) -> None:
    _drawing(path, lures, body=lambda lures: link(place(lures)))


def _fetching(path: Path, lures: Lures, *, link: Callable[[str], str]) -> None:
    _drawing(
        path,
        lures,
        body=lambda lures: link(lures.url),
        prolog=lambda lures: f'<?xml-stylesheet type="text/css" href="{lures.url}/b.css"?>',
    )


CASES = (
    *(
        Case(
            id="H032",
            what=f"an SVG with {what}",
            tool="image-convert",
            name="entity.svg",
            options=TO_PIXELS,
            make=partial(_drawing, body=lambda _: "<g>&x;</g>", prolog=prolog),
            expect=("input_corrupt",),
            absent=(FOREIGN, b"root:"),
        )
        for what, prolog in PROLOGS.items()
    ),
    *(
        Case(
            id="H033",
            what=f"an SVG that takes {what} from {where}",
            tool="image-convert",
            name="link.svg",
            options=TO_PIXELS,
            make=partial(_linked, link=link, place=place),
            expect=("completed",),
            absent=(FOREIGN,),
            output_format="ppm",
        )
        for what, link in LINKS.items()
        for where, place in PLACES.items()
    ),
    *(
        Case(
            id="H034",
            what=f"an SVG that fetches {what}, for {tool}",
            tool=tool,
            name="fetch.svg",
            options=options,
            make=partial(_fetching, link=link),
            expect=("completed",),
        )
        for tool, options in (("image-convert", TO_PIXELS), ("images-to-pdf", {}))
        for what, link in FETCHES.items()
    ),
    *(
        Case(
            id="H035",
            what=f"an SVG that includes {what}",
            tool="image-convert",
            name="include.svg",
            options=TO_PIXELS,
            make=partial(_drawing, body=body),
            expect=("completed",),
            absent=(FOREIGN,),
            output_format="ppm",
        )
        for what, body in INCLUDES.items()
    ),
)
