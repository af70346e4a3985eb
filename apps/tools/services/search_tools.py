"""Find the tools that words ask for."""

import re
from collections.abc import Iterable

from apps.tools.formats import format_of_name
from apps.tools.registry import Tool

_PAIR = re.compile(r"(\w+)\s*(?:\bto\b|\binto\b|\bas\b|->|→)\s*(\w+)")
_FILLERS = {"a", "an", "and", "as", "convert", "file", "files", "from", "in", "into", "my", "of", "the", "to"}


def search_tools(*, tools: Iterable[Tool], q: str) -> list[Tool]:
    """The tools that all words of `q` lead to, the best first; `heic to jpg` asks for a conversion too."""
    asked = " ".join(q.lower().split())
    ranked = ((_rank(tool, asked), tool) for tool in tools)
    found = sorted((-rank, tool.name, tool) for rank, tool in ranked if rank)
    return [tool for _, _, tool in found]


def _rank(tool: Tool, asked: str) -> int:
    """How well a tool answers; 0 when it does not."""
    said = re.findall(r"\w+", asked)
    words = [word for word in said if word not in _FILLERS] or said
    ranks = [_rank_word(tool, word) for word in words]
    rank = sum(ranks) if all(ranks) else 0
    if asked in (name.lower() for name in (tool.name, tool.title, *tool.aliases)):
        rank += 100
    return rank + (50 if _converts(tool, asked) else 0)


def _rank_word(tool: Tool, word: str) -> int:
    known = format_of_name(f".{word}")
    formats = {*tool.output_formats, *(name for role in tool.inputs for name in role.formats)}
    if known and known.id in formats:
        return 4
    places = (
        (8, tool.name),
        (6, " ".join(tool.aliases)),
        (5, tool.title),
        (3, tool.category),
        (1, tool.description),
    )
    return next((rank for rank, text in places if re.search(rf"\b{re.escape(word)}", text.lower())), 0)


def _converts(tool: Tool, asked: str) -> bool:
    pairs = set(tool.pairs())
    wanted = (
        (format_of_name(f".{source}"), format_of_name(f".{target}"))
        for source, target in _PAIR.findall(asked)
    )
    return any(source and target and (source.id, target.id) in pairs for source, target in wanted)
