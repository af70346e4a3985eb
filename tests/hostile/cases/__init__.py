"""Every hostile input, family by family."""

from tests.hostile.case import Case
from tests.hostile.cases import (
    archive_locks,
    archive_names,
    archive_tars,
    archives,
    documents,
    images,
    media,
    media_commands,
    media_headers,
    pdf,
    pdf_avalanches,
    pdf_contents,
    pdf_drawings,
    tables,
    vectors,
)

CASES: tuple[Case, ...] = tuple(
    case
    for family in (
        images,
        vectors,
        pdf,
        pdf_contents,
        pdf_drawings,
        pdf_avalanches,
        archives,
        archive_names,
        archive_tars,
        archive_locks,
        documents,
        tables,
        media,
        media_headers,
        media_commands,
    )
    for case in family.CASES
)

FLAWS: dict[str, str] = {}
"""Cases whose answer is not the right one yet, and why; nothing gets out by them."""

SLOW = {"H094 metadata that multiply"}
"""A limit of the tool is what ends them, after minutes; run with all the others only."""
