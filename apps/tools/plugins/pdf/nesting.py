"""How much a page draws: forms within forms can make two kilobytes draw billions of things."""

from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

MOST_DRAWN = 2_000_000
"""Forms and pictures that a page may draw, those within forms counted each time."""
_DEEPEST = 64

Key = tuple[int, int]


def refuse_avalanche(source: ToolInput, pdf: "Pdf") -> None:
    """Raise when a page draws more than any real one; each form is read once, however often it is drawn."""
    known: dict[Key, int] = {}
    for number, page in enumerate(pdf.pages, start=1):
        forms = _forms(page.obj)
        # A page alone does not multiply; only forms that draw forms do.
        if not any(_forms(form) for form in forms.values()):
            continue
        drawn = _count(page.obj, known, depth=0)
        if drawn > MOST_DRAWN:
            raise InvalidInputError(
                f"Page {number} of '{source.name}' draws forms within forms more than {MOST_DRAWN:,} times; "
                "such pages are not drawn.",
                code="input_limit",
            )


def _forms(content: "Object") -> "dict[str, Object]":
    import pikepdf

    resources = content.get("/Resources")
    drawn = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(drawn, pikepdf.Dictionary):
        return {}
    return {
        name: thing
        for name, thing in drawn.items()
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Form
    }


def _count(content: "Object", known: dict[Key, int], *, depth: int) -> int:
    import pikepdf

    forms, total = _forms(content), 0
    if not forms or depth > _DEEPEST:
        return 0
    for instruction in pikepdf.parse_content_stream(content, operators="Do"):
        form = forms.get(str(instruction.operands[0])) if instruction.operands else None
        if form is None:
            continue
        key = form.objgen
        if key not in known:
            known[key] = 0  # for one that draws itself, which readers do not follow either
            known[key] = _count(form, known, depth=depth + 1)
        total += 1 + known[key]
    return total
