"""Puts a drawing on pages, where people see it: upright and within the crop box, however a page is turned."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Literal

from apps.tools.plugins.pdf.placement import shown_size, shown_to_user

if TYPE_CHECKING:
    from pikepdf import Matrix, Object, Page, Pdf

Position = Literal[
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom", "bottom_right"
]
POSITIONS = {
    "top_left": "Upper left",
    "top": "Top",
    "top_right": "Upper right",
    "left": "Left",
    "center": "Centre",
    "right": "Right",
    "bottom_left": "Lower left",
    "bottom": "Bottom",
    "bottom_right": "Lower right",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Something to put on pages: an XObject of a document, and how large it is in units of its own."""

    content: "Object"
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on a page a drawing goes; lengths in points, the turn in degrees counter-clockwise."""

    position: Position = "center"
    margin: float = 0
    scale: float = 1
    turn: float = 0


def drawing_of(pdf: "Pdf", page: "Page") -> Drawing:
    """A page of another document as a drawing for this one."""
    from pikepdf import Array

    left, bottom, right, top = (float(side) for side in page.mediabox.as_list())
    content = pdf.copy_foreign(page.as_form_xobject())
    width, height = right - left, top - bottom
    # Dots over capitals and tails below lines stand out of the box that the font claims.
    content.BBox = Array([left - height, bottom - height, right + height, top + height])
    return Drawing(content=content, width=width, height=height)


def extent(drawing: Drawing, *, scale: float, turn: float) -> tuple[float, float]:
    """Width and height of the upright box around a drawing that is scaled and turned."""
    across, along = abs(cos(radians(turn))), abs(sin(radians(turn)))
    width, height = drawing.width * scale, drawing.height * scale
    return width * across + height * along, width * along + height * across


def centre_of(page: "Page", drawing: Drawing, spot: Spot) -> tuple[float, float]:
    """Where the middle of a drawing goes, in points from the lower left corner of the page as it is shown."""
    page_width, page_height = shown_size(page)
    width, height = extent(drawing, scale=spot.scale, turn=spot.turn)
    x, y = page_width / 2, page_height / 2
    if "left" in spot.position:
        x = spot.margin + width / 2
    elif "right" in spot.position:
        x = page_width - spot.margin - width / 2
    if "top" in spot.position:
        y = page_height - spot.margin - height / 2
    elif "bottom" in spot.position:
        y = spot.margin + height / 2
    return x, y


def matrix_for(page: "Page", drawing: Drawing, spot: Spot, centre: tuple[float, float]) -> "Matrix":
    """From the drawing's own units to the page's coordinates."""
    from pikepdf import Matrix

    onto_centre = (
        Matrix()
        .translated(centre[0], shown_size(page)[1] - centre[1])
        .scaled(1, -1)
        .rotated(spot.turn)
        .scaled(spot.scale, spot.scale)
        .translated(-drawing.width / 2, -drawing.height / 2)
    )
    return onto_centre @ shown_to_user(page)


def stamp(
    pdf: "Pdf", page: "Page", drawing: Drawing, matrices: "list[Matrix]", *, opacity: float, under: bool
) -> None:
    """Draw it once for each matrix, over or under what is on the page."""
    import pikepdf

    _own_resources(page)
    name = page.add_resource(drawing.content, pikepdf.Name.XObject, prefix="Stamp")
    state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=opacity, CA=opacity)
    look = page.add_resource(pdf.make_indirect(state), pikepdf.Name.ExtGState, prefix="StampLook")
    drawn = b"".join(b"q %s gs %s cm %s Do Q\n" % (bytes(look), m.encode(), bytes(name)) for m in matrices)
    if under:
        page.contents_add(drawn, prepend=True)
    else:
        # What the page does to the state of the canvas must not reach the stamp.
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + drawn)


def _own_resources(page: "Page") -> None:
    """Give a page resources of its own: many share one dictionary."""
    import pikepdf

    resources = pikepdf.Dictionary(dict(page.resources.items()))
    for kind in ("/XObject", "/ExtGState"):
        shared = resources.get(kind)
        entries = dict(shared.items()) if isinstance(shared, pikepdf.Dictionary) else {}
        resources[kind] = pikepdf.Dictionary(entries)
    page.obj.Resources = resources
