"""Checks an SVG: plain XML with a size, and nothing in it that runs or reaches out of the file."""

import re
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_ROOT = "{http://www.w3.org/2000/svg}svg"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "handler"})
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")


def inspect(path: Path) -> dict[str, float]:
    """Its width and height in pixels, and how many elements it has."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError:
        raise OutputInvalidError("The tool's output does not open as an SVG.") from None
    if root.tag != _ROOT or root.getroottree().docinfo.internalDTD is not None:
        raise OutputInvalidError("The tool's output is no plain SVG.")
    elements = 0
    for element in root.iter(etree.Element):
        elements += 1
        _refuse_active(str(element.tag), {str(name): str(value) for name, value in element.attrib.items()})
    sides = [_PIXELS.fullmatch(root.get(side) or "") for side in ("width", "height")]
    width, height = (float(side[1]) if side else 0 for side in sides)
    return {"width": width, "height": height, "elements": elements}


def _refuse_active(tag: str, attributes: dict[str, str]) -> None:
    local = tag.rpartition("}")[2]
    reaching = [
        value
        for name, value in attributes.items()
        if name.rpartition("}")[2] == "href" and not value.startswith(("#", "data:image/"))
    ]
    if local in _ACTIVE or reaching or any(name.lower().startswith("on") for name in attributes):
        raise OutputInvalidError("The tool's output holds a script or reaches out of itself.")
