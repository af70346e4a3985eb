"""What GPX files say about themselves, merged, and elements of GPX 1.0 as GPX 1.1 wants them."""

from copy import deepcopy
from math import isinf
from typing import Any

from apps.tools.plugins.geo import texts
from apps.tools.plugins.geo.texts import decimal

GPX = "http://www.topografix.com/GPX/1/1"
GPX_1_0 = "http://www.topografix.com/GPX/1/0"
_DEFAULT: dict[Any, str] = {None: GPX}
_ONLY_IN_EXTENSIONS = {"speed", "course"}
"""Elements of a track point that GPX 1.1 no longer has."""


def local_name(element: Any) -> str:
    """The name without a namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def modernize(element: Any) -> Any:
    """A copy in the namespace of GPX 1.1, the elements of other namespaces untouched."""
    from lxml import etree

    others = {prefix: uri for prefix, uri in element.nsmap.items() if prefix and uri not in {GPX, GPX_1_0}}
    wrapper = etree.Element(f"{{{GPX}}}gpx", nsmap=_DEFAULT | others)
    # It stays within its wrapper, which declares the default namespace.
    copy = _copied(element, wrapper)
    etree.cleanup_namespaces(wrapper)
    return copy


def to_bytes(element: Any) -> bytes:
    """An element as it stands within a GPX, whose namespace it need not repeat: gpxpy stumbles over that."""
    from lxml import etree

    content: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return content.replace(f' xmlns="{GPX}"'.encode(), b"", 1)


def _copied(element: Any, parent: Any) -> Any:
    from lxml import etree

    if not isinstance(element.tag, str) or etree.QName(element).namespace not in {None, GPX, GPX_1_0}:
        parent.append(deepcopy(element))
        return parent[-1]
    name = local_name(element)
    copy = etree.SubElement(parent, f"{{{GPX}}}{name}", dict(element.attrib))
    copy.text = element.text
    lost = []
    for child in element:
        if local_name(child) == "url" and name in {"wpt", "trk", "rte", "trkpt", "rtept"}:
            _add_link(copy, child, element)
        elif local_name(child) in _ONLY_IN_EXTENSIONS and name in {"trkpt", "rtept", "wpt"}:
            lost.append(child)
        elif local_name(child) != "urlname":
            _copied(child, copy).tail = child.tail
    if lost:
        extensions = next((one for one in copy if local_name(one) == "extensions"), None)
        if extensions is None:
            extensions = etree.SubElement(copy, f"{{{GPX}}}extensions")
        for child in lost:
            old = etree.SubElement(extensions, f"{{{GPX_1_0}}}{local_name(child)}", nsmap={"gpx10": GPX_1_0})
            old.text = child.text
    return copy


def _add_link(copy: Any, url: Any, element: Any) -> None:
    from lxml import etree

    link = etree.SubElement(copy, f"{{{GPX}}}link", href=(url.text or "").strip())
    title = next((one.text for one in element if local_name(one) == "urlname"), None)
    if title:
        etree.SubElement(link, f"{{{GPX}}}text").text = title


class Metadata:
    """Collects what files say: all descriptions, keywords and links, the first author, the earliest time."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, None]] = {"desc": {}, "keywords": {}}
        self._elements: dict[str, list[bytes]] = {"author": [], "copyright": [], "link": [], "extensions": []}
        self._time = ""

    def add(self, element: Any, kind: str) -> None:
        """Take an element beside the waypoints, routes and tracks."""
        if kind == "metadata":
            for child in element:
                self.add(child, local_name(child))
        elif kind in self._texts:
            self._texts[kind][(element.text or "").strip()] = None
        elif kind == "time":
            times = filter(None, (self._time, (element.text or "").strip()))
            self._time = min(times, default="")
        elif kind == "url":
            self._keep("link", _link_of(element))
        elif kind == "author" and not len(element):
            self._keep("author", _author_of(element))
        elif kind == "extensions":
            for child in element:
                self._keep("extensions", modernize(child))
        elif kind in self._elements:
            self._keep(kind, modernize(element))

    def _keep(self, kind: str, element: Any) -> None:
        content = to_bytes(element)
        if content not in self._elements[kind]:
            self._elements[kind].append(content)

    def to_xml(self, *, name: str, corners: tuple[float, ...]) -> bytes:
        """The metadata element, with the bounds of what the file holds now."""
        south, north, west, east = corners
        parts = [
            _text("name", name),
            _text("desc", "\n".join(filter(None, self._texts["desc"]))),
            *self._elements["author"][:1],
            *self._elements["copyright"][:1],
            *self._elements["link"],
            _text("time", self._time),
            _text("keywords", ", ".join(filter(None, self._texts["keywords"]))),
        ]
        if not isinf(south):
            south_west = f'minlat="{decimal(south)}" minlon="{decimal(west)}"'
            north_east = f'maxlat="{decimal(north)}" maxlon="{decimal(east)}"'
            parts.append(f"<bounds {south_west} {north_east}/>".encode())
        return b"<metadata>" + b"".join(parts) + b"</metadata>\n"

    def extensions(self) -> bytes:
        """What the files held beyond GPX."""
        content = b"".join(self._elements["extensions"])
        return b"<extensions>" + content + b"</extensions>\n" if content else b""


def _text(name: str, text: str) -> bytes:
    return texts.element(name, text).encode()


def _link_of(url: Any) -> Any:
    from lxml import etree

    return etree.Element(f"{{{GPX}}}link", {"href": (url.text or "").strip()}, nsmap=_DEFAULT)


def _author_of(author: Any) -> Any:
    from lxml import etree

    made = etree.Element(f"{{{GPX}}}author", nsmap=_DEFAULT)
    etree.SubElement(made, f"{{{GPX}}}name").text = author.text
    return made
