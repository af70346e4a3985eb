"""What a PDF does by itself, carries along or reaches out to: found anywhere in it, and removed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Kind = Literal[
    "javascript", "automatic_actions", "launch_actions", "other_actions", "embedded_files", "media", "xfa",
    "links",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
ALWAYS: frozenset[Kind] = frozenset(
    {"javascript", "automatic_actions", "launch_actions", "other_actions", "media", "xfa"}
)

_ACTIONS: dict[str, Kind] = {
    "/JavaScript": "javascript",
    "/Launch": "launch_actions",
    "/GoToR": "other_actions",
    "/GoToE": "other_actions",
    "/SubmitForm": "other_actions",
    "/ImportData": "other_actions",
    "/ResetForm": "other_actions",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoTo3DView": "media",
    "/URI": "links",
}
_KEYS: dict[str, Kind] = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/AA": "automatic_actions",
    "/EmbeddedFiles": "embedded_files",
    "/EF": "embedded_files",
    "/AF": "embedded_files",
    "/Collection": "embedded_files",
    "/XFA": "xfa",
    "/NeedsRendering": "xfa",
    "/RichMediaContent": "media",
    "/RichMediaSettings": "media",
}
_ANNOTATIONS: dict[str, Kind] = {
    "/FileAttachment": "embedded_files",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
}
_DEEPEST = 100


@dataclass(slots=True)
class Search:
    """What is looked for, and how much of it was found."""

    kinds: frozenset[Kind]
    remove: bool
    found: Counter[Kind] = field(default_factory=Counter)


def find_active_content(pdf: "Pdf", kinds: frozenset[Kind] = ALWAYS) -> Counter[Kind]:
    """How much there is of each kind."""
    return _search(pdf, Search(kinds=kinds, remove=False))


def remove_active_content(pdf: "Pdf", kinds: frozenset[Kind]) -> Counter[Kind]:
    """Remove it from every object, whether a page leads there or not; returns how much of each kind."""
    return _search(pdf, Search(kinds=kinds, remove=True))


def _search(pdf: "Pdf", search: Search) -> Counter[Kind]:
    import pikepdf

    with pikepdf.explicit_conversion():
        opening = pdf.Root.get("/OpenAction")
        # A destination only says where to begin.
        if isinstance(opening, pikepdf.Dictionary) and "automatic_actions" in search.kinds:
            search.found["automatic_actions"] += 1
            if search.remove:
                del pdf.Root["/OpenAction"]
        for holder in pdf.objects:
            _look_into(holder, search, depth=0)
    return search.found


def _look_into(holder: "Object", search: Search, *, depth: int) -> None:
    """Judge what an array, a dictionary or a stream holds directly; the rest are objects of their own."""
    import pikepdf

    if isinstance(holder, pikepdf.Array):
        for number in reversed(range(len(holder))):
            _judge(holder, number, holder[number], search, depth=depth)
    elif isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in list(holder.items()):
            kind = _KEYS.get(key)
            if kind in search.kinds and kind is not None:
                search.found[kind] += 1
                _delete(holder, key, search)
            else:
                _judge(holder, key, value, search, depth=depth)


def _judge(holder: "Object", key: int | str, value: object, search: Search, *, depth: int) -> None:
    import pikepdf

    if not isinstance(value, pikepdf.Object):
        return
    if _is_unwanted(value, search):
        _delete(holder, key, search)
    elif not value.is_indirect and depth < _DEEPEST:
        _look_into(value, search, depth=depth + 1)


def _delete(holder: "Object", key: int | str, search: Search) -> None:
    if search.remove:
        del holder[key]


def _is_unwanted(value: "Object", search: Search) -> bool:
    """Whether it is an action or an annotation that goes; counted where it is."""
    import pikepdf

    if not isinstance(value, pikepdf.Dictionary):
        return False
    for kind in _kinds_of(value):
        if kind in search.kinds:
            search.found[kind] += 1
            return True
    return False


def _kinds_of(value: "Object") -> Iterator[Kind]:
    import pikepdf

    for key, kinds in (("/S", _ACTIONS), ("/Subtype", _ANNOTATIONS)):
        name = value.get(key)
        if isinstance(name, pikepdf.Name) and str(name) in kinds:
            yield kinds[str(name)]
