"""What a page or a form can draw by name: forms, tiles of patterns, masks, and letters that are drawings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object


def resources_of(holder: "Object | None") -> "Object | None":
    """The things that it calls by name, if it has any of its own."""
    return _dictionary(holder, "/Resources")


def find_form(resources: "Object | None", name: object) -> "Object | None":
    """A form; pictures are none."""
    return _stream(_find(resources, "/XObject", name), "/Subtype", "/Form")


def find_tile(resources: "Object | None", name: object) -> "Object | None":
    """What a pattern repeats; shadings repeat nothing."""
    tile = _find(resources, "/Pattern", name)
    return _stream(tile, "/PatternType", 1)


def find_state(resources: "Object | None", name: object) -> "Object | None":
    """A set of graphics parameters."""
    return _find(resources, "/ExtGState", name)


def mask_of(state: "Object | None") -> "Object | None":
    """The form that a state has marks shown through."""
    group = _dictionary(state, "/SMask")
    return None if group is None else _stream(group.get("/G"), "/Subtype", "/Form")


def find_letters(resources: "Object | None", name: object) -> "Object | None":
    """A font of which each letter is a drawing."""
    font = _find(resources, "/Font", name)
    return font if _is(font, "/Subtype", "/Type3") else None


def drawings_of(font: "Object | None") -> Iterator["Object"]:
    """One for each of its letters."""
    import pikepdf

    letters = _dictionary(font, "/CharProcs")
    for letter in letters.values() if letters is not None else ():
        if isinstance(letter, pikepdf.Stream):
            yield letter


def appearances_of(page: "Object") -> Iterator["Object"]:
    """What its annotations look like."""
    import pikepdf

    annotations = page.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        looks = _dictionary(annotation, "/AP")
        normal = looks.get("/N") if looks is not None else None
        for look in normal.values() if isinstance(normal, pikepdf.Dictionary) else (normal,):
            if isinstance(look, pikepdf.Stream):
                yield look


def may_multiply(resources: "Object | None") -> bool:
    """Whether what it names draws something itself: a plain form is drawn as often as the page says."""
    forms = (find_form(resources, name) for name in _names(resources, "/XObject"))
    return _has_repeaters(resources) or any(_draws(resources_of(form)) for form in forms if form is not None)


def _draws(resources: "Object | None") -> bool:
    forms = (find_form(resources, name) for name in _names(resources, "/XObject"))
    return _has_repeaters(resources) or any(form is not None for form in forms)


def _has_repeaters(resources: "Object | None") -> bool:
    """Tiles, masks and letters, which are drawn with every mark."""
    found: Iterator[object] = (
        thing
        for kind, find in (
            ("/Pattern", find_tile),
            ("/ExtGState", lambda held, name: mask_of(find_state(held, name))),
            ("/Font", find_letters),
        )
        for thing in (find(resources, name) for name in _names(resources, kind))
    )
    return any(thing is not None for thing in found)


def _names(resources: "Object | None", kind: str) -> list[str]:
    named = _dictionary(resources, kind)
    return [] if named is None else list(named.keys())


def _find(resources: "Object | None", kind: str, name: object) -> "Object | None":
    named = _dictionary(resources, kind)
    return None if named is None else named.get(str(name))


def _dictionary(holder: "Object | None", key: str) -> "Object | None":
    import pikepdf

    has_keys = isinstance(holder, pikepdf.Dictionary | pikepdf.Stream)
    found: Any = holder.get(key) if has_keys and holder is not None else None
    return found if isinstance(found, pikepdf.Dictionary) else None


def _stream(found: Any, key: str, value: object) -> "Object | None":
    import pikepdf

    return found if isinstance(found, pikepdf.Stream) and _is(found, key, value) else None


def _is(found: Any, key: str, value: object) -> bool:
    import pikepdf

    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return False
    entry = found.get(key)
    return (str(entry) if isinstance(entry, pikepdf.Name) else entry) == value
