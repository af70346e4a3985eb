"""What outputs are called for people; on disk they keep names of ours."""

from collections.abc import Sequence
from typing import Final

from apps.tools.filenames import MAX_LENGTH, display_name, split_extension
from apps.tools.formats import format_of_name

FALLBACK: Final = "output"
_ROOM_FOR_ENDING: Final = 40


def output_names(
    outputs: Sequence[tuple[str | None, str | None]], *, first_input: str = "", output_name: str = ""
) -> tuple[str, ...]:
    """A unique name for each output, given as (the tool's name for it, its format).

    Without a format the tool's name is kept with the extension that it has.
    The caller's `output_name` goes before the tool's names, and these before the first input's.
    """
    wished = _stem(output_name)
    base = wished or _stem(first_input) or FALLBACK
    digits = max(3, len(str(len(outputs))))
    names: dict[str, None] = {}
    for number, (own, format) in enumerate(outputs, start=1):
        numbered = f"{base}-{number:0{digits}d}" if len(outputs) > 1 else base
        stem, ending = (
            (_stem(own or ""), f".{format}") if format else split_extension(display_name(own or ""))
        )
        names[_unique(numbered if wished else stem or numbered, ending=ending, taken=names)] = None
    return tuple(names)


def _stem(name: str) -> str:
    """The name to show without its extension, if that is one of a format: `Report v1.2` keeps its dot."""
    if not name:
        return ""
    shown = display_name(name)
    known = format_of_name(shown)
    endings = (f".{extension}" for extension in known.extensions) if known else ()
    ending = max((ending for ending in endings if shown.lower().endswith(ending)), key=len, default="")
    return shown[: len(shown) - len(ending)][: MAX_LENGTH - _ROOM_FOR_ENDING]


def _unique(stem: str, *, ending: str, taken: dict[str, None]) -> str:
    name, number = f"{stem}{ending}", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
