"""Keeps one of several streams that are the same: a logo or a font that was put in once for each page."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Key = tuple[int, int]

_DEEPEST = 64
"""Containers within containers that are followed; qpdf reads no more than 500."""


def merge_equal_streams(pdf: "Pdf") -> int:
    """Let every reference lead to the first of equal streams; returns how many others are not needed now."""
    first: dict[bytes, Object] = {}
    instead: dict[Key, Object] = {}
    for stream in _streams(pdf):
        known = first.setdefault(_fingerprint(stream), stream)
        if known.objgen != stream.objgen:
            instead[stream.objgen] = known
    if instead:
        for container in pdf.objects:
            _redirect(container, instead, depth=0)
    return len(instead)


def _streams(pdf: "Pdf") -> "Iterator[Object]":
    """All but those that hold objects or references, which qpdf writes anew."""
    import pikepdf

    for candidate in pdf.objects:
        if isinstance(candidate, pikepdf.Stream) and candidate.get("/Type") not in {
            pikepdf.Name.XRef,
            pikepdf.Name.ObjStm,
        }:
            yield candidate


def _fingerprint(stream: "Object") -> bytes:
    import pikepdf

    digest = blake2b(stream.read_raw_bytes(), digest_size=32)
    with pikepdf.explicit_conversion():
        for key in sorted(stream.keys()):
            digest.update(key.encode() + b" " + stream[key].unparse())
    return digest.digest()


def _redirect(container: "Object", instead: "dict[Key, Object]", *, depth: int) -> None:
    import pikepdf

    entries: list[tuple[str | int, object]]
    if depth > _DEEPEST:
        return
    if isinstance(container, (pikepdf.Dictionary, pikepdf.Stream)):
        entries = list(container.items())
    elif isinstance(container, pikepdf.Array):
        entries = list(enumerate(container))
    else:
        return
    for key, value in entries:
        if not isinstance(value, pikepdf.Object):
            continue
        if value.is_indirect:
            if value.objgen in instead:
                container[key] = instead[value.objgen]
        else:
            _redirect(value, instead, depth=depth + 1)
