"""Lists of pages as people write them: `1-3,7,10-`, `last`, `odd`; counted from 1, in any order."""

import re
from collections.abc import Iterable, Iterator

from apps.tools.base import InvalidInputError

MAX_PAGES = 2_000
"""Of a PDF, and of a list of its pages."""

_WORDS = {"all": slice(None), "odd": slice(0, None, 2), "even": slice(1, None, 2)}
_NUMBER = r"([1-9]\d{0,5}|last)"
_PART = re.compile(rf"all|odd|even|{_NUMBER}|{_NUMBER}-({_NUMBER})?|-{_NUMBER}")
_SYNTAX = (
    "Pages are counted from 1. Write them as numbers and ranges with commas between them, such as "
    "'1-3,7,10-' (10 and all that follow), '-5' (the first five), '9-1' (backwards), "
    "'last', 'last-1', 'odd', 'even' or 'all'"
)


def check_page_list(text: str) -> str:
    """The list in its plain form; raises ValueError with the part that is wrong and how to write it."""
    parts = [re.sub(r"\s*-\s*", "-", part.strip().lower()) for part in text.split(",")]
    for part in parts:
        if not _PART.fullmatch(part):
            raise ValueError(f"'{part}' is not a page or a range of pages. {_SYNTAX}.")
    return ",".join(parts)


def choose_pages(text: str, total: int) -> list[int]:
    """The pages of a checked list as indexes from 0, in its order and as often as it names them.

    Raises InvalidInputError when it names a page that is not there, or more than 2,000.
    """
    chosen: list[int] = []
    for part in text.split(","):
        chosen += _read_part(part, total)
        if len(chosen) > MAX_PAGES:
            raise InvalidInputError(
                f"The list '{text[:60]}' names more than {MAX_PAGES:,} pages; that is the most allowed.",
                code="input_limit",
            )
    return chosen


def _read_part(part: str, total: int) -> Iterable[int]:
    if part in _WORDS:
        return range(total)[_WORDS[part]]
    first, dash, second = part.partition("-")
    start = _number(first or "1", total)
    end = _number(second or "last", total) if dash else start
    if max(start, end) > total:
        raise InvalidInputError(
            f"The list of pages asks for '{part}', but the document has {_count(total)}. "
            f"Choose pages from 1 to {total}.",
            code="input_not_allowed",
        )
    return range(start - 1, end) if start <= end else range(start - 1, end - 2, -1)


def _number(text: str, total: int) -> int:
    return total if text == "last" else int(text)


def chosen_once(text: str, total: int) -> list[int]:
    """The pages of a list in the document's order, each once: for tools that change pages where they are."""
    return sorted(set(choose_pages(text, total)))


def write_page_list(indexes: Iterable[int]) -> str:
    """What `choose_pages` reads, for the owner of the pages: `1-3,7`."""
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in _runs(indexes))


def _runs(indexes: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = end = 0
    for number in (index + 1 for index in indexes):
        if start and number == end + 1:
            end = number
            continue
        if start:
            yield start, end
        start = end = number
    if start:
        yield start, end


def _count(total: int) -> str:
    return "1 page" if total == 1 else f"{total} pages"
