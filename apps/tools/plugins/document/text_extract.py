"""`text-extract`: one door to the text of any document, for search and for agents."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.document import extraction
from apps.tools.plugins.document.extraction import extract_text, refuse_empty
from apps.tools.plugins.document.text_options import ExtractedText, TextExtractOptions

BEGINNING = 1000
_OWN_MARKDOWN = ("pdf", "doc", "ppt", "odp", "xls", "ods", "eml", "msg")
"""Of the others `document-convert` and `data-convert` make better Markdown; they are taken all the same."""


class TextExtract(BaseTool[TextExtractOptions]):
    """Get the text out of a PDF, office file, book, message, web page or notebook, plain or as Markdown."""

    name = "text-extract"
    title = "Extract text"
    category = "text"
    icon = "text"
    aliases = (
        "extract text", "document to text", "docx to txt", "pptx to txt", "epub to txt", "html to txt",
        "doc to txt", "xlsx to txt", "pdf to markdown", "any to text",
    )  # fmt: skip
    input_formats = extraction.SOURCES
    output_formats = ("txt", "md")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=180, wall_seconds=300, memory_mb=4096, processes=64)
    result_type = ExtractedText
    examples = (
        Example("Plain text", {"output_format": "txt"}),
        Example("Markdown", {"output_format": "md"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        yield from ((source, "txt") for source in extraction.SOURCES if source != "txt")
        yield from ((source, "md") for source in _OWN_MARKDOWN)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - text is text
        return ("Only the text is kept, without pictures and layout.",)

    def process(self, run: ToolRun[TextExtractOptions]) -> ToolOutput:
        found = extract_text(run)
        refuse_empty(run, found)
        text = found.text.strip("\n") + "\n"
        result = ExtractedText(
            characters=len(text),
            words=len(text.split()),
            pages=found.pages,
            beginning=text[:BEGINNING],
        )
        return run.write(text, format=run.options.output_format, result=result, notes=found.notes)
