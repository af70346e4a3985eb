"""The text of OpenDocument slides and drawings, page by page."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.document.packages import member_text

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_CONTENT = 256 * MiB


def pages_of_slides(path: Path, *, name: str) -> list[str]:
    """The lines of each page; raises InvalidInputError when there is nothing to read."""
    from lxml import etree

    content = member_text(path, "content.xml", at_most=MAX_CONTENT)
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        tree = etree.fromstring(content or b"", parser)
    except etree.XMLSyntaxError:
        raise InvalidInputError(f"'{name}' is damaged: its content cannot be read.") from None
    return ["\n".join(_lines(page)) for page in tree.iter("{*}page")]


def _lines(page: "_Element") -> Iterator[str]:
    for line in page.iter("{*}p", "{*}h"):
        text = " ".join("".join(map(str, line.itertext())).split())
        if text:
            yield text
