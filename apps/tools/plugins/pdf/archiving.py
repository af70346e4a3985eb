"""Makes a PDF conform to PDF/A-2b, page by page, and holds the written file to the standard."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, Labels, ToolFailedError, ToolOutput, ToolRun, Ui
from apps.tools.plugins.ocr.text_layer import TextLayer
from apps.tools.plugins.pdf.active_content import ALWAYS, remove_active_content
from apps.tools.plugins.pdf.flattening import flatten
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import Dpi, PdfOptions
from apps.tools.plugins.pdf.pages import write_page_list
from apps.tools.plugins.pdf.placement import shown_to_user
from apps.tools.plugins.pdf.rasterising import read_words, replace_by_picture, write_words
from apps.tools.plugins.pdf.rendering import open_for_rendering, render_page

if TYPE_CHECKING:
    from pikepdf import Pdf

CHECKED = (
    "Checked after writing by pikepdf's validator, which approves only what it knows to conform to "
    "PDF/A-2b. It is not veraPDF, which an archive may ask for as well."
)
_FLAVOUR = "2b"
_MAX_FINDINGS = 10


class PdfAOptions(PdfOptions):
    """What becomes of pages that cannot conform, as their fonts are not embedded for instance."""

    unfit_pages: Annotated[
        Literal["picture", "refuse"],
        Labels({"picture": "Become pictures, with their text invisibly over them", "refuse": "Are refused"}),
    ] = Field(
        default="picture", description="What happens to pages that cannot conform, as without embedded fonts."
    )
    dpi: Annotated[Dpi, Ui(visible_if={"unfit_pages": ["picture"]})] = Field(
        default=200, description="How finely pages are drawn that become pictures."
    )


class PdfAResult(BaseModel):
    """What conforms, and what had to give way for that."""

    conformance: Literal["PDF/A-2b"] = Field(
        default="PDF/A-2b", description="The part and level that were met."
    )
    checked_by: str = Field(description="What was checked, and by what.")
    pages: int = Field(description="Pages of the document.")
    pages_as_pictures: list[int] = Field(description="Pages, from 1, that became pictures.")
    reasons: list[str] = Field(description="Why they had to, at most ten reasons.")


def archive(run: ToolRun[PdfAOptions]) -> ToolOutput:
    """The document as PDF/A-2b; raises InvalidInputError where a page cannot conform and may not change."""
    from pikepdf import pdfa

    path = run.output_path("pdf")
    with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
        locked = pdf.is_encrypted
        fields = _remove_forbidden(pdf)
        unfit, reasons = _find_unfit(run, pdf)
        if unfit and run.options.unfit_pages == "refuse":
            raise _refusal(run, unfit, reasons)
        _draw(run, pdf, unfit)
        try:
            pdfa.save(pdf, path, _FLAVOUR)
        except pdfa.PdfaError as error:
            found = "; ".join(finding.message for finding in error.report.findings[:3])
            raise ToolFailedError(f"The document was changed, but does not conform yet: {found}.") from error
        total = len(pdf.pages)
    result = PdfAResult(
        checked_by=CHECKED, pages=total, pages_as_pictures=[page + 1 for page in unfit], reasons=reasons
    )
    return run.write(
        path,
        format="pdf",
        claims={"pages": total},
        result=result,
        notes=_notes(unfit, locked=locked, fields=fields),
    )


def _remove_forbidden(pdf: "Pdf") -> int:
    """Take out what PDF/A-2b does not allow, or the validator does not know, and no page shows.

    Answers how many fields of a form were drawn onto their pages: what they hold is shown.
    """
    import pikepdf

    fields, _ = flatten(pdf, forms=True, comments=False) if "/AcroForm" in pdf.Root else (0, 0)
    sanitizer = pikepdf.sanitize.Sanitizer().remove_javascript().remove_multimedia().remove_attachments()
    sanitizer.remove_thumbnails().remove_private_app_data().remove_web_capture().apply(pdf)
    remove_active_content(pdf, ALWAYS)
    for page in pdf.pages:
        page.remove_unreferenced_resources()  # fonts that other pages use, and that may not be embedded
        for key in ("/Trans", "/Dur"):  # of a slide show
            if key in page.obj:
                del page.obj[key]
    return fields


def _find_unfit(run: ToolRun[PdfAOptions], pdf: "Pdf") -> tuple[list[int], list[str]]:
    """The pages that do not conform by themselves, once all is mended that does not change their looks."""
    import pikepdf
    from pikepdf import pdfa

    unfit, reasons = [], dict[str, None]()
    for index, page in enumerate(pdf.pages):
        run.progress(0.5 * index / len(pdf.pages), f"checking page {index + 1} of {len(pdf.pages)}")
        with pikepdf.new() as single:
            single.pages.append(page)
            pdfa.prepare(single, _FLAVOUR)
            report = pdfa.check(single, _FLAVOUR)
        if not report.passed:
            unfit.append(index)
            reasons |= dict.fromkeys(finding.message for finding in report.findings)
    return unfit, list(reasons)[:_MAX_FINDINGS]


def _draw(run: ToolRun[PdfAOptions], pdf: "Pdf", unfit: list[int]) -> None:
    """Put pictures in the place of pages; the text that they had lies invisibly over them."""
    if not unfit:
        return
    layer = TextLayer(pdf)
    with open_for_rendering(run.source, run.options.password) as document:
        for number, index in enumerate(unfit):
            run.progress(0.5 + 0.4 * number / len(unfit), f"drawing page {index + 1}")
            picture = render_page(run.source, document, index, dpi=run.options.dpi)
            words = read_words(document[index], shown_to_user(pdf.pages[index]).inverse())
            write_words(layer, replace_by_picture(pdf, index, picture), words)


def _refusal(run: ToolRun[PdfAOptions], unfit: list[int], reasons: list[str]) -> InvalidInputError:
    return InvalidInputError(
        f"Page(s) {write_page_list(unfit)} of '{run.source.name}' cannot conform to PDF/A as they are: "
        f"{'; '.join(reasons[:3])}. Embed the fonts where the document is made, or let such pages become "
        "pictures (unfit_pages=picture).",
        code="input_not_allowed",
    )


def _notes(unfit: list[int], *, locked: bool, fields: int) -> list[str]:
    notes = [
        CHECKED,
        "Scripts, actions, media and attached files, which PDF/A-2b does not allow, were removed if there.",
    ]
    if unfit:
        notes.append(f"Page(s) {write_page_list(unfit)} became pictures; their text can still be searched.")
    if fields:
        notes.append(f"Form fields became part of their pages, as they were filled in: {fields}.")
    if locked:
        notes.append("PDF/A allows no encryption, so the file opens without a password.")
    return notes


def conforms(path: Path) -> bool:
    """Whether a file is PDF/A-2b, as far as the validator can tell."""
    from pikepdf import pdfa

    return pdfa.validate_written(path, _FLAVOUR).passed
