"""Gets the text out of any document, each by the engine that reads it best."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.document import pandoc_formats
from apps.tools.plugins.document.mail_page import text_of
from apps.tools.plugins.document.messages import read_mime
from apps.tools.plugins.document.office import convert_with_office
from apps.tools.plugins.document.outlook import read_outlook
from apps.tools.plugins.document.packages import check_package
from apps.tools.plugins.document.pandoc import run_pandoc
from apps.tools.plugins.document.rich_text import mended_rtf
from apps.tools.plugins.document.sheet_text import as_lines, as_tables, sheets_of
from apps.tools.plugins.document.slide_text import pages_of_slides
from apps.tools.plugins.document.text_encoding import read_text, utf8_copy
from apps.tools.plugins.document.text_options import TextExtractOptions

SHEETS = ("xlsx", "xls", "ods")
SLIDES = ("odp", "odg")
MAIL = ("eml", "msg")
BY_OFFICE = {"doc": "odt", "ppt": "odp"}
"""Old files, and what LibreOffice makes of them first."""
TEXTS = ("txt", "csv", "tsv", "json", "xml", "yaml", "srt", "vtt")
BY_PANDOC = tuple(name for name in pandoc_formats.READERS if name not in TEXTS)
SOURCES = tuple(dict.fromkeys(("pdf", *BY_PANDOC, *BY_OFFICE, *SLIDES, *SHEETS, *MAIL, *TEXTS)))
_PAGE_BREAK = "\f"


@dataclass(frozen=True, slots=True)
class Extract:
    """A document's text; `pages` where it has pages, slides or sheets."""

    text: str
    pages: int | None = None
    notes: tuple[str, ...] = ()


def extract_text(run: ToolRun[TextExtractOptions]) -> Extract:
    """The text of the source; raises InvalidInputError when it cannot be read."""
    source = run.source
    if source.format in pandoc_formats.PACKAGES or source.format in {*SLIDES, "xlsx", "ods"}:
        check_package(source)
    if source.format in _READERS:
        return _READERS[source.format](run)
    if source.format in TEXTS:
        text, encoding = read_text(source)
        return Extract(text, notes=(f"The text was read as {encoding}.",) if encoding else ())
    return _by_pandoc(run)


def _by_pandoc(run: ToolRun[TextExtractOptions]) -> Extract:
    format, notes = run.source.format, tuple[str, ...]()
    path = run.source.path
    if format == "rtf":
        path = mended_rtf(path, run.workspace / "source.rtf")
    elif format not in pandoc_formats.PACKAGES:
        path, notes = utf8_copy(run, format=format)
    target = run.workspace / "text"
    notes += run_pandoc(
        run,
        path,
        reader=pandoc_formats.READERS[format],
        writer="gfm" if run.options.output_format == "md" else "plain",
        target=target,
        arguments=["--wrap=none"],
    )
    return Extract(target.read_text("utf-8"), notes=notes)


def _of_pdf(run: ToolRun[TextExtractOptions]) -> Extract:
    import pypdfium2

    from apps.tools.plugins.pdf.nesting import refuse_avalanche
    from apps.tools.plugins.pdf.opening import open_pdf, reading

    password = run.options.password
    with open_pdf(run.source, password) as pdf, reading(run.source):
        refuse_avalanche(run.source, pdf)
    secret = password.get_secret_value() if password else None
    pages = []
    with pypdfium2.PdfDocument(run.source.path, password=secret) as document:
        for number, page in enumerate(document):
            run.progress(number / len(document), f"Page {number + 1} of {len(document)}")
            text = page.get_textpage().get_text_bounded()
            pages.append(text.replace("\r\n", "\n").replace("\ufffe", "").strip())
            page.close()
    notes = () if any(pages) else ("The PDF holds no text, only pictures: the tool 'ocr' reads those.",)
    between = "\n\n" if run.options.output_format == "md" else f"\n{_PAGE_BREAK}"
    return Extract(between.join(pages), len(pages), notes)


def _of_sheets(run: ToolRun[TextExtractOptions]) -> Extract:
    sheets = sheets_of(run.source)
    text = as_tables(sheets) if run.options.output_format == "md" else as_lines(sheets)
    return Extract(text, len(sheets))


def _of_mail(run: ToolRun[TextExtractOptions]) -> Extract:
    return Extract(text_of(read_mime(run.source) if run.source.format == "eml" else read_outlook(run.source)))


def _of_slides(run: ToolRun[TextExtractOptions]) -> Extract:
    pages = pages_of_slides(run.source.path, name=run.source.name)
    return Extract("\n\n".join(pages), len(pages))


def _of_old_office_file(run: ToolRun[TextExtractOptions]) -> Extract:
    newer = BY_OFFICE[run.source.format]
    source, path = run.workspace / f"source.{run.source.format}", run.workspace / f"newer.{newer}"
    source.symlink_to(run.source.path)
    password = run.options.password
    convert_with_office(
        run, source, path, to=newer, password=password.get_secret_value() if password else None
    )
    if newer == "odp":
        pages = pages_of_slides(path, name=run.source.name)
        return Extract("\n\n".join(pages), len(pages))
    target = run.workspace / "text"
    writer = "gfm" if run.options.output_format == "md" else "plain"
    run_pandoc(run, path, reader="odt", writer=writer, target=target, arguments=["--wrap=none"])
    return Extract(target.read_text("utf-8"))


def refuse_empty(run: ToolRun[TextExtractOptions], found: Extract) -> None:
    """Raise InvalidInputError when a document that opened holds no text at all."""
    if not found.text.strip():
        reason = found.notes[0] if found.notes else "It may hold pictures only: the tool 'ocr' reads those."
        raise InvalidInputError(f"'{run.source.name}' has no text. {reason}", code="input_not_allowed")


_READERS: dict[str, Callable[[ToolRun[TextExtractOptions]], Extract]] = {
    "pdf": _of_pdf,
    **dict.fromkeys(SHEETS, _of_sheets),
    **dict.fromkeys(MAIL, _of_mail),
    **dict.fromkeys(SLIDES, _of_slides),
    **dict.fromkeys(BY_OFFICE, _of_old_office_file),
}
