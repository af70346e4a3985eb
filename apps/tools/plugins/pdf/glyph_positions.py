"""Where every glyph of a page is drawn, and how wide it is: pdfminer's reading of the content stream."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.pdf.placement import Box

if TYPE_CHECKING:
    from pikepdf import Pdf


_ASCENT = 0.8
"""Of an em, for fonts that do not say how high their letters are."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its box in the page's own points, its bytes in the string, its advance in thousandths."""

    box: Box
    length: int
    advance: float


@dataclass(slots=True)
class PageGlyphs:
    """The glyphs of each operator that shows text, in their order; and those drawn by forms on the page."""

    operators: list[list[Glyph]] = field(default_factory=list)
    within_forms: list[Glyph] = field(default_factory=list)
    readable: bool = True


def read_glyphs(pdf: "Pdf", index: int) -> PageGlyphs:
    """Every glyph of one page; `readable` is false where a font is too special to be sure."""
    import pikepdf
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    single, data = pikepdf.new(), BytesIO()
    single.pages.append(pdf.pages[index])
    single.save(data)
    manager = PDFResourceManager()
    device = _make_device(manager)
    found: PageGlyphs = device.found
    try:
        (page,) = PDFPage.create_pages(PDFDocument(PDFParser(data)))
        PDFPageInterpreter(manager, device).render_contents(page.resources, page.contents)
    except Exception:  # noqa: BLE001 - pdfminer stumbles in any way over content that is not as it should be
        found.readable = False
    return found


def _make_device(manager: Any) -> Any:
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFCIDFont
    from pdfminer.utils import apply_matrix_pt, mult_matrix

    class Recorder(PDFTextDevice):
        """Notes the place of glyphs, as pdfminer walks along each string."""

        def __init__(self) -> None:
            super().__init__(manager)
            self.found = PageGlyphs()
            self._depth = 0
            self._current: list[Glyph] = []
            self._state: Any = None

        def begin_figure(self, *_: object) -> None:
            self._depth += 1

        def end_figure(self, *_: object) -> None:
            self._depth -= 1

        def render_string(self, textstate: Any, *others: Any) -> None:
            self._current, self._state = [], textstate
            if textstate.font is None or textstate.font.is_vertical():
                self.found.readable = False
            else:
                super().render_string(textstate, *others)
            if self._depth:
                self.found.within_forms += self._current
            else:
                self.found.operators.append(self._current)

        def render_char(self, matrix: Any, font: Any, *others: Any) -> float:
            fontsize, scaling, rise, cid = others[:4]
            width, state = float(font.char_width(cid)), self._state
            length = 2 if isinstance(font, PDFCIDFont) else 1
            if length > 1 and "Identity" not in type(font.cmap).__name__:
                self.found.readable = False  # codes of one byte and of two may be mixed
            corners = ((0, font.get_descent()), (width, font.get_ascent() or 0.8))
            across = mult_matrix((fontsize * scaling, 0, 0, fontsize, 0, rise), matrix)
            points = [
                apply_matrix_pt(across, (x, y)) for x in (0, width) for y in (corners[0][1], corners[1][1])
            ]
            xs, ys = [point[0] for point in points], [point[1] for point in points]
            spaced = state.charspace + (state.wordspace if cid == ord(" ") and length == 1 else 0)
            advance = width * 1000 + (spaced / fontsize * 1000 if fontsize else 0)
            self._current.append(Glyph((min(xs), min(ys), max(xs), max(ys)), length, advance))
            drawn: float = width * fontsize * scaling
            return drawn

    return Recorder()
