"""`document-convert`: any text document as any other, by pandoc, and as PDF by Typst."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.document import pandoc_formats
from apps.tools.plugins.document.conversion import convert_document, reference_of
from apps.tools.plugins.document.document_options import DocumentConvertOptions
from apps.tools.plugins.document.packages import check_package


class DocumentConvert(BaseTool[DocumentConvertOptions]):
    """Convert between Word, OpenDocument, Markdown, HTML, LaTeX, EPUB, wikis and more, and to PDF."""

    name = "document-convert"
    title = "Convert document"
    category = "document"
    icon = "file-text"
    aliases = (
        "document converter", "pandoc", "markdown to pdf", "markdown to word", "markdown to html",
        "docx to markdown", "word to markdown", "docx to html", "html to markdown", "html to word",
        "latex to word", "latex to html", "epub to markdown", "epub to docx", "markdown to epub",
        "docx to epub", "rst to markdown", "org to markdown", "mediawiki to markdown", "notebook to pdf",
        "ipynb to html", "typst to pdf", "text to word", "md to pdf", "epub to fb2", "fb2 to epub",
    )  # fmt: skip
    inputs = (
        Input("source", tuple(pandoc_formats.READERS)),
        Input("reference", ("docx", "odt", "pptx"), title="Document whose styles to use", min=0),
    )
    output_formats = (*pandoc_formats.WRITERS, "*")
    limits = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=2048)
    examples = (
        Example("A web page with a table of contents", {"output_format": "html", "table_of_contents": True}),
        Example("A PDF on A4 with numbered headings", {"output_format": "pdf", "number_sections": True}),
        Example("pandoc's own Markdown", {"output_format": "md", "markdown": "pandoc"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        return pandoc_formats.pairs()

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return pandoc_formats.losses(source, target)

    def validate(self, run: ToolRun[DocumentConvertOptions]) -> None:
        for source in run.inputs:
            if source.format in pandoc_formats.PACKAGES:
                check_package(source)
        reference_of(run)

    def process(self, run: ToolRun[DocumentConvertOptions]) -> ToolOutput:
        return convert_document(run)
