"""How large the pictures of a document are shown: what their resolution on paper follows from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Matrix, Object, Pdf

MAX_STEPS = 300_000
"""Drawn forms and pictures looked at; forms within forms can make a few bytes draw billions."""
_DEEPEST = 12

Key = tuple[int, int]


@dataclass(slots=True)
class ImageUse:
    """The largest width and height in points that each picture is drawn with, by its object number.

    `complete` says whether all of the document was looked at: if not, nothing is known of the rest.
    """

    images: "dict[Key, Object]" = field(default_factory=dict)
    sizes: dict[Key, tuple[float, float]] = field(default_factory=dict)
    complete: bool = True
    steps: int = 0

    def note(self, image: "Object", matrix: "Matrix") -> None:
        """Remember a picture that is drawn into the unit square of this matrix."""
        key = image.objgen
        width, height = hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
        known = self.sizes.get(key, (0.0, 0.0))
        self.images[key] = image
        self.sizes[key] = (max(known[0], width), max(known[1], height))


def find_images(pdf: "Pdf") -> ImageUse:
    """Every picture that a page draws, in forms too, and how large."""
    from pikepdf import Matrix, PdfError

    use = ImageUse()
    for page in pdf.pages:
        try:
            _follow(use, page.obj, page.resources, Matrix(), depth=0)
        except PdfError:  # content that does not unpack within the limits, or at all
            use.complete = False
    return use


def _follow(
    use: ImageUse, content: "Object", resources: "Object | None", base: "Matrix", *, depth: int
) -> None:
    import pikepdf

    matrix, saved = base, []
    drawn = resources.get("/XObject") if resources is not None else None
    if not isinstance(drawn, pikepdf.Dictionary):
        return
    for instruction in pikepdf.parse_content_stream(content, operators="q Q cm Do"):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            saved.append(matrix)
        elif operator == "Q":
            matrix = saved.pop() if saved else matrix
        elif operator == "cm":
            matrix = _moved(matrix, operands)
        elif operands:
            _draw(use, drawn.get(str(operands[0])), matrix, resources, depth=depth)


def _moved(matrix: "Matrix", operands: Iterable[object]) -> "Matrix":
    """The matrix after `cm`; operands that are no six numbers change nothing, as in readers."""
    import pikepdf

    try:
        a, b, c, d, e, f = (float(str(operand)) for operand in operands)
    except ValueError:
        return matrix
    return pikepdf.Matrix(a, b, c, d, e, f) @ matrix


def _draw(
    use: ImageUse, drawn: "Object | None", matrix: "Matrix", resources: "Object | None", *, depth: int
) -> None:
    import pikepdf

    use.steps += 1
    use.complete = use.complete and use.steps < MAX_STEPS
    if not isinstance(drawn, pikepdf.Stream) or not use.complete:
        return
    kind = drawn.get("/Subtype")
    if kind == pikepdf.Name.Image:
        use.note(drawn, matrix)
    elif kind == pikepdf.Name.Form and depth < _DEEPEST:
        own = drawn.get("/Matrix")
        if isinstance(own, pikepdf.Array):
            matrix = pikepdf.Matrix(own) @ matrix
        _follow(use, drawn, drawn.get("/Resources", resources), matrix, depth=depth + 1)
