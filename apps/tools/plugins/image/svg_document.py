"""Makes an SVG safe to draw: nothing is fetched, nothing runs, and small files do not become endless work."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.image.limits import MAX_WHOLE_PIXELS

if TYPE_CHECKING:
    from lxml.etree import _Element

SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler"})
_DRAWS_A_FILE = frozenset({"image", "feImage", "use"})
_PICTURE = re.compile(r"data:image/(png|jpe?g|gif|webp)\s*;\s*base64\s*,", re.IGNORECASE)
# No parenthesis within, or a value full of beginnings would be read to its end from each of them.
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\"()]+)['\"]?\s*\)")
_MAX_BYTES = 50 * MiB
_MAX_ELEMENTS = 200_000
_MAX_ATTRIBUTES = 1000
"""Of one element; lxml looks for each of them from the first one on."""
_OCTAVES = "9"
"""Each octave of a turbulence is half as coarse as the one before; more than nine nobody sees."""
_MAX_DRAWN = 1_000_000
_MAX_DEPTH = 200
"""How deep elements may lie within each other, or refer to each other."""


def parse(source: ToolInput) -> "_Element":
    """The root of the drawing; raises InvalidInputError when it is damaged, a bomb, or no SVG."""
    from lxml import etree

    # What the document itself defines is taken, with libxml2's limits; nothing is read from elsewhere.
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # newer than lxml-stubs
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    if source.size > _MAX_BYTES:
        raise _too_much(source, "bytes")
    try:
        root = etree.fromstring(source.path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in error.msg.lower():
            raise _too_much(source, "elements within each other") from error
        if re.search(r"limit exceeded|too (big|long|large)", error.msg, re.IGNORECASE):
            raise _too_much(source, "bytes in one piece") from error
        raise InvalidInputError(
            f"'{source.name}' is damaged: it is not well-formed XML ({_reason(error.msg)}). "
            "Export or upload it again."
        ) from error
    if root.tag not in {f"{SVG}svg", "svg"}:
        raise InvalidInputError(
            f"'{source.name}' is not an SVG: its outermost element is not <svg>.", code="input_mismatch"
        )
    return root


def _reason(message: str) -> str:
    """libxml2's first sentence, which may quote the file but names no path."""
    return message.partition(", line")[0][:100]


def make_harmless(root: "_Element", source: ToolInput) -> tuple[str, ...]:
    """Remove what runs or points outside of the file, in place; says what will be missed."""
    linked = False
    for element in list(root.iter("*")):
        if _local(element) in _ACTIVE:
            _drop(element)
            continue
        if len(element.attrib) > _MAX_ATTRIBUTES:
            raise _too_much(source, "attributes in one element")
        if len(element.get("numOctaves", "").strip()) > 1:
            element.set("numOctaves", _OCTAVES)
        for name, value in list(element.attrib.items()):
            if str(name).lower().startswith("on"):
                del element.attrib[name]
            elif name in {"href", _XLINK, "src"} and not _is_inside(str(value), source):
                del element.attrib[name]
                linked = linked or _local(element) in _DRAWS_A_FILE
    refuse_endless(root, source)
    return ("Pictures that the drawing only links to were left out.",) if linked else ()


def _local(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _drop(element: "_Element") -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _is_inside(reference: str, source: ToolInput) -> bool:
    """Whether it names a part of the document, or holds the picture itself."""
    reference = reference.strip()
    if reference.startswith("#"):
        return True
    head = _PICTURE.match(reference)
    if not head:
        return False
    _refuse_flood(reference[head.end() :], source)
    return True


def _refuse_flood(encoded: str, source: ToolInput) -> None:
    """Look at the size that an embedded picture claims, before resvg unpacks it."""
    from io import BytesIO

    from PIL import Image

    try:
        data = base64.b64decode("".join(encoded.split()))
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(BytesIO(data), formats=["PNG", "JPEG", "GIF", "WEBP"]) as image:
            width, height = image.size
    except (binascii.Error, OSError, ValueError, SyntaxError):
        return  # resvg leaves out what it cannot read
    if width * height > MAX_WHOLE_PIXELS:
        raise _too_much(source, "pixels in a picture within it")


def refuse_endless(root: "_Element", source: ToolInput) -> None:
    """Count what would be drawn with every reference followed; raises InvalidInputError beyond the limits."""
    elements = list(root.iter("*"))
    if len(elements) > _MAX_ELEMENTS:
        raise _too_much(source, "elements")
    named = {element.get("id"): element for element in elements}
    drawn: dict[_Element, tuple[int, int]] = {}

    def follow(element: "_Element", depth: int) -> tuple[int, int]:
        """How many elements it draws, and how deep they lie within or behind each other."""
        if element not in drawn:
            # Found again before it is counted, it refers to itself: resvg leaves that out, or refuses it.
            drawn[element] = (0, 0)
            parts = list(element.iterchildren("*"))
            parts += [named[name] for name in _references(element) if name in named]
            found = [follow(part, depth + 1) for part in parts] if depth < _MAX_DEPTH else [(0, _MAX_DEPTH)]
            drawn[element] = (
                1 + sum(count for count, _ in found),
                1 + max((deep for _, deep in found), default=0),
            )
        if drawn[element][0] > _MAX_DRAWN:
            raise _too_much(source, "repetitions of its parts")
        if drawn[element][1] > _MAX_DEPTH:
            raise _too_much(source, "elements within or behind each other")
        return drawn[element]

    follow(root, 0)


def _references(element: "_Element") -> Iterator[str]:
    for name, value in element.attrib.items():
        text = str(value)
        if name in {"href", _XLINK} and text.strip().startswith("#"):
            yield text.strip()[1:]
        elif "url(" in text:
            yield from _REFERENCE.findall(text)


def _too_much(source: ToolInput, what: str) -> InvalidInputError:
    return InvalidInputError(
        f"'{source.name}' has too many {what} to be drawn. Simplify the drawing.", code="input_limit"
    )
