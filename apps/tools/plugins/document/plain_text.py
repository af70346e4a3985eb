"""Plain text as a document tree: paragraphs where lines are empty, every other line break kept."""

import json
import re

_API_VERSION = (1, 23, 1)
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")


def tree_of_text(text: str) -> str:
    """The text in pandoc's JSON; no character of it means anything."""
    blocks = [
        {"t": "Para", "c": _inlines(part.strip("\n"))}
        for part in _EMPTY_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
        if part.strip()
    ]
    return json.dumps({"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks})


def _inlines(paragraph: str) -> list[dict[str, object]]:
    inlines: list[dict[str, object]] = []
    for number, line in enumerate(paragraph.split("\n")):
        if number:
            inlines.append({"t": "LineBreak"})
        for place, word in enumerate(line.split()):
            if place:
                inlines.append({"t": "Space"})
            inlines.append({"t": "Str", "c": word})
    return inlines
