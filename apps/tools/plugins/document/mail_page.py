"""A message as a page that runs nothing and fetches nothing, and as plain text."""

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Final

from apps.tools.plugins.document.messages import Message

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TAGS: Final = frozenset(
    {
        "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
        "dd", "del", "details", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike",
        "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt",
        "u", "ul", "var", "body", "html",
    }
)  # fmt: skip
DROPPED: Final = frozenset(
    {
        "script", "style", "head", "title", "meta", "link", "base", "object", "embed", "iframe",
        "frame", "frameset", "applet", "form", "input", "button", "select", "textarea", "svg", "math",
        "template", "noscript", "audio", "video", "source", "track", "canvas",
    }
)  # fmt: skip
"""These go with all that is in them; other unknown elements leave their text."""
ATTRIBUTES: Final = frozenset(
    {
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir",
        "face", "height", "lang", "rowspan", "size", "start", "style", "title", "type", "valign",
        "width",
    }
)  # fmt: skip
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_LINKS: Final = ("http://", "https://", "mailto:", "tel:", "#")
_STYLE_DANGERS: Final = re.compile(
    r"url\s*\(|expression|@import|behaviou?r\s*:|position\s*:\s*(fixed|absolute)|\\", re.IGNORECASE
)
_BLOCKS: Final = frozenset(
    {
        "p", "div", "tr", "li", "br", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
        "hr", "ul", "ol",
    }
)  # fmt: skip
_PAGE: Final = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>body{{font-family:sans-serif;margin:1.5em}}
.headers th{{text-align:left;vertical-align:top;padding-right:1em}}
pre.text{{white-space:pre-wrap;font-family:inherit}} img{{max-width:100%}}</style></head>
<body><table class="headers">{headers}</table><hr>{body}{files}</body></html>
"""


def page_of(message: Message) -> tuple[str, tuple[str, ...]]:
    """The message as one HTML page, its pictures in it; and what was left out."""
    removed: list[str] = []
    if message.html:
        body = _clean(message, removed)
    else:
        body = f'<pre class="text">{escape(message.text or "")}</pre>'
    rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in message.headers)
    names = [item.name for item in message.attachments if not item.content_id]
    files = f"<hr><p>Attachments: {escape(', '.join(names))}</p>" if names else ""
    page = _PAGE.format(title=escape(message.subject), headers=rows, body=body, files=files)
    notes = (f"Pictures on other servers were left out: {len(removed)}.",) if removed else ()
    return page, (*message.notes, *notes)


def text_of(message: Message) -> str:
    """Headers and text; of a message in HTML only, its words line by line."""
    headers = "".join(f"{name}: {value}\n" for name, value in message.headers)
    text = message.text if message.text is not None else _words(message.html or "")
    names = [item.name for item in message.attachments if not item.content_id]
    files = f"\nAttachments: {', '.join(names)}\n" if names else ""
    return f"{headers}\n{text.rstrip()}\n{files}"


def _parse(html: str) -> "HtmlElement":
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    return lxml_html.document_fromstring(html.encode("utf-8", "replace") or b"<p>", parser=parser)


def _clean(message: Message, removed: list[str]) -> str:
    from lxml import html

    inline = {
        item.content_id: f"data:{item.media_type};base64,{base64.b64encode(item.content).decode()}"
        for item in message.attachments
        if item.content_id and item.media_type in PICTURES
    }
    tree = _parse(message.html or "")
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in DROPPED:
            element.drop_tree() if element.getparent() is not None else element.clear()
        elif element.tag not in TAGS:
            element.drop_tag()
        else:
            _clean_attributes(element, inline, removed)
    body = tree.find("body")
    content = html.tostring(tree if body is None else body, encoding="unicode", method="html")
    return re.sub(r"^<(?:html|body)[^>]*>|</(?:html|body)>\s*$", "", content)


def _clean_attributes(element: "HtmlElement", inline: dict[str, str], removed: list[str]) -> None:
    link, picture = element.get("href", ""), element.get("src", "")
    for name in list(element.attrib):
        if name not in ATTRIBUTES or (name == "style" and _STYLE_DANGERS.search(element.get("style", ""))):
            del element.attrib[name]
    if element.tag == "a" and link.strip().lower().startswith(_LINKS):
        element.set("href", link.strip())
        element.set("rel", "noopener noreferrer")
    if element.tag == "img":
        shown = inline.get(picture.removeprefix("cid:")) if picture.startswith("cid:") else None
        if shown is None and re.match(r"data:image/(png|jpeg|gif|webp);base64,", picture):
            shown = picture
        if shown:
            element.set("src", shown)
        else:
            removed.append(picture)
            element.tag = "span"
            element.text = element.get("alt")


def _words(html: str) -> str:
    tree = _parse(html)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in DROPPED:
            if element.getparent() is not None:
                element.drop_tree()
        elif element.tag in _BLOCKS:
            element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
