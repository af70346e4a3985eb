"""PDF documents that mean harm."""

from tests.hostile.case import Case

CASES: tuple[Case, ...] = ()
