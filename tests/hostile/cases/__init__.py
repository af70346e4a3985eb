"""Every hostile input, family by family."""

from tests.hostile.case import Case
from tests.hostile.cases import archives, documents, images, media, pdf, tables, vectors

CASES: tuple[Case, ...] = (
    *images.CASES,
    *vectors.CASES,
    *pdf.CASES,
    *archives.CASES,
    *documents.CASES,
    *tables.CASES,
    *media.CASES,
)
