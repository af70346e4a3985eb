"""Takes links that run scripts out of a page, however they are spelt."""

import re

_IGNORED = r"(?:[\t\n\r]|%0[9ad])*"
_SCHEMES = (_IGNORED.join("javascript:"), _IGNORED.join("vbscript:"))
_SCRIPT = re.compile(rf"[\x00-\x20]*(?:{'|'.join(_SCHEMES)})", re.IGNORECASE)
"""A browser takes no notice of these characters (WHATWG URL, 4.4); encoded, they show what was meant."""
_HOLDS_ADDRESS = frozenset(
    {
        "action", "background", "cite", "data", "formaction", "from", "href", "poster", "src", "to", "values",
    }
)  # fmt: skip


def without_script_links(page: bytes, *, is_whole: bool) -> bytes:
    """The same page if it has none; else written anew with `#` in their place; UTF-8, both of them."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.ParserError:  # nothing is in it
        return page
    links = [
        (element, name)
        for element in tree.iter("*")
        for name, value in element.attrib.items()
        if str(name).rpartition(":")[2].lower() in _HOLDS_ADDRESS and _SCRIPT.match(str(value))
    ]
    if not links:
        return page
    for element, name in links:
        element.set(name, "#")
    body = tree.find("body")
    if is_whole or body is None:
        return bytes(html.tostring(tree.getroottree(), encoding="utf-8"))
    content = bytes(html.tostring(body, encoding="utf-8")).strip()
    return content.removeprefix(b"<body>").removesuffix(b"</body>")
