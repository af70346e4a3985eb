"""What the proofs amount to, as a page for people: docs/formats.md."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from apps.tools.formats import FORMATS
from apps.tools.proving.proofs import Pair
from apps.tools.registry import Tool

OVERVIEW_FILE = Path(__file__).resolve().parents[3] / "docs" / "formats.md"

DIALECTS = {"m4v": "mp4", "m2ts": "ts", "vob": "mpg", "weba": "mka"}
"""Formats that differ from another one in little but their name: they count once."""
_FAMILIES = {
    "image": "Images",
    "document": "Documents",
    "video": "Video",
    "audio": "Audio",
    "subtitle": "Subtitles",
    "data": "Data",
    "geo": "Maps and tracks",
    "archive": "Archives",
    "text": "Text",
    "font": "Fonts",
    "mesh": "Meshes",
}
_INTRODUCTION = """# Formats

Every conversion here was done for real: a sample was made, a tool turned it into the target within its
sandbox, and another library read the result and found in it what was in the sample. What is not proven is
not offered.
`GET /api/v1/conversions` answers the same with what each conversion loses.

This file is written by `uv run manage.py prove_conversions`, as is the data behind it.
"""


def render(proven: Iterable[Pair], *, tools: Mapping[str, Tool]) -> str:
    """The page: how many conversions there are, and a table of targets for each family."""
    pairs = sorted(proven)
    unaided = [pair for pair in pairs if not _needs_program(tools[pair.tool])]
    count, unaided_count = len(distinct(pairs)), len(distinct(unaided))
    more = f", {count} with the programs that a machine may have" if count > unaided_count else ""
    numbers = (
        f"**{unaided_count:,} conversions** between {len(_formats(pairs))} formats{more}. What several tools "
        f"convert counts once, and dialects of a format ({', '.join(sorted(DIALECTS))}) count with it."
    )
    return "\n".join([_INTRODUCTION, numbers, "", *_sections(pairs, tools=tools)])


def distinct(pairs: Iterable[Pair]) -> set[tuple[str, str]]:
    """The pairs of formats, whatever tool converts them, dialects counted once."""
    found = {
        (DIALECTS.get(pair.source, pair.source), DIALECTS.get(pair.target, pair.target)) for pair in pairs
    }
    return {(source, target) for source, target in found if source != target}


def _formats(pairs: Iterable[Pair]) -> set[str]:
    return {format for pair in pairs for format in (pair.source, pair.target)}


def _needs_program(tool: Tool) -> bool:
    return any(requirement.kind == "program" for requirement in tool.requires)


def _sections(pairs: list[Pair], *, tools: Mapping[str, Tool]) -> Iterable[str]:
    targets: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        targets[pair.source][pair.tool].append(pair.target)
    for family, title in _FAMILIES.items():
        sources = [format for format in FORMATS.values() if format.family == family and format.id in targets]
        if not sources:
            continue
        yield f"## {title}\n\n| From | To | By |\n| --- | --- | --- |"
        for source in sources:
            for tool, reached in sorted(targets[source.id].items()):
                mark = " \\*" if _needs_program(tools[tool]) else ""
                yield f"| {source.title} (`{source.id}`) | {' '.join(reached)} | `{tool}`{mark} |"
        yield ""
    if any(_needs_program(tools[pair.tool]) for pair in pairs):
        yield "\\* needs a program of the host, such as LibreOffice; `GET /api/v1/tools` says if it is.\n"
