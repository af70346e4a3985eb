"""Decides where a PDF is cut."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.pdf.assembly import start_assembly
from apps.tools.plugins.pdf.outlines import read_outline
from apps.tools.plugins.pdf.pages import choose_pages, write_page_list
from apps.tools.plugins.pdf.saving import protection_of
from apps.tools.plugins.pdf.split_options import Split, SplitByRanges, SplitBySize, SplitEvery

if TYPE_CHECKING:
    from pikepdf import Pdf

MAX_PARTS = 1_000
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Pages as indexes from 0, and what the document made of them is called, if not numbered."""

    pages: Sequence[int]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts, and what is to be said of them."""

    parts: Sequence[Part]
    notes: tuple[str, ...] = ()


def plan_split(source: ToolInput, pdf: "Pdf", split: Split, *, on_progress: OnProgress) -> Plan:
    """The parts of a document; raises InvalidInputError when it cannot be cut so, or into too many."""
    total = len(pdf.pages)
    if isinstance(split, SplitByRanges):
        plan = Plan([Part(choose_pages(pages, total)) for pages in split.ranges])
    elif isinstance(split, SplitEvery):
        plan = Plan([Part(range(total)[at : at + split.pages]) for at in range(0, total, split.pages)])
    elif isinstance(split, SplitBySize):
        plan = _split_by_size(pdf, split.max_bytes, on_progress=on_progress)
    else:
        plan = Plan(list(_chapters(source, pdf)))
    if len(plan.parts) > MAX_PARTS:
        raise InvalidInputError(
            f"That would make {len(plan.parts):,} parts of '{source.name}'; at most {MAX_PARTS:,} are made. "
            "Choose larger parts.",
            code="input_limit",
        )
    return plan


def _chapters(source: ToolInput, pdf: "Pdf") -> Iterator[Part]:
    """A part from each bookmark of the top level to the next; and one of what comes before the first."""
    titles: dict[int, str] = {}
    for bookmark in read_outline(pdf):
        page = bookmark.first_page()
        if page is not None:
            titles.setdefault(page, bookmark.title)
    if not titles:
        raise InvalidInputError(
            f"'{source.name}' has no bookmarks to split at. Split it by ranges or every few pages.",
            code="input_not_allowed",
        )
    titles.setdefault(0, "")
    cuts = [*sorted(titles), len(pdf.pages)]
    for number, (start, end) in enumerate(pairwise(cuts), start=1):
        name = f"{number:03d} {titles[start]}".strip().replace("/", "-")
        yield Part(range(start, end), name=name)


def _split_by_size(pdf: "Pdf", max_bytes: int, *, on_progress: OnProgress) -> Plan:
    parts, notes, start, guess, total = [], [], 0, 1, len(pdf.pages)
    while start < total:
        on_progress(start / total, f"page {start + 1} of {total}")
        guess = _pages_that_fit(pdf, start, max_bytes, guess=guess)
        pages = range(start, start + max(guess, 1))
        if not guess:
            notes.append(f"Page {write_page_list(pages)} alone is larger than {max_bytes:,} bytes.")
        parts.append(Part(pages))
        start += len(pages)
    return Plan(parts, tuple(notes))


def _pages_that_fit(pdf: "Pdf", start: int, max_bytes: int, *, guess: int) -> int:
    """How many pages from `start` on make a document within the size: doubled from a guess, then halved."""
    rest = len(pdf.pages) - start
    fits, too_many = 0, rest + 1
    attempt = min(max(guess, 1), rest)
    while fits + 1 < too_many:
        if _size_of(pdf, range(start, start + attempt)) <= max_bytes:
            fits = attempt
            attempt = min(attempt * 2, (fits + too_many) // 2 if too_many <= rest else rest)
        else:
            too_many = attempt
            attempt = (fits + too_many) // 2
    return fits


def _size_of(pdf: "Pdf", pages: Sequence[int]) -> int:
    assembly, file = start_assembly(like=pdf), BytesIO()
    assembly.add(pdf, pages)
    assembly.finish().save(file, encryption=protection_of([pdf], None) or False)
    return file.tell()
