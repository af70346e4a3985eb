"""SVG, XML and maps that mean harm."""

from tests.hostile.case import Case
from tests.hostile.cases import vectors_endless, vectors_links, vectors_maps, vectors_work, vectors_xml

CASES: tuple[Case, ...] = (
    *vectors_links.CASES,
    *vectors_work.CASES,
    *vectors_maps.CASES,
    *vectors_xml.CASES,
    *vectors_endless.CASES,
)
