"""`html-to-pdf`: a web page with its style sheets and pictures, printed."""

from apps.tools.base import BaseTool, Example, Input, Limits, ToolOutput, ToolRun
from apps.tools.plugins.document.html_assets import bundle_of
from apps.tools.plugins.document.html_options import HtmlToPdfOptions
from apps.tools.plugins.document.pandoc import left_out_note
from apps.tools.plugins.document.printing import SIZES, print_page
from apps.tools.plugins.document.text_encoding import read_text


class HtmlToPdf(BaseTool[HtmlToPdfOptions]):
    """Print a web page as PDF, with its print styles, page rules, style sheets, fonts and pictures."""

    name = "html-to-pdf"
    title = "HTML to PDF"
    category = "document"
    icon = "printer"
    aliases = ("print html", "web page to pdf", "htm to pdf", "html2pdf", "webpage to pdf")
    inputs = (
        Input("source", ("html",), title="Page"),
        Input(
            "assets",
            ("css", "png", "jpg", "gif", "webp", "svg", "ttf", "otf", "woff", "woff2", "zip"),
            title="Style sheets, pictures and fonts, or a ZIP of them",
            min=0,
            max=100,
        ),
    )
    output_formats = ("pdf",)
    limits = Limits(cpu_seconds=120, wall_seconds=180, memory_mb=2048)
    examples = (
        Example("A4 upright", {"page_size": "a4"}),
        Example("Letter, across, narrow margins", {"page_size": "letter", "landscape": True, "margin": 8}),
    )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - there is one pair
        return ("Scripts do not run, and nothing is fetched from the network.",)

    def process(self, run: ToolRun[HtmlToPdfOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        bundle = bundle_of(source for source in run.inputs if source.role == "assets")
        text, encoding = read_text(run.source)
        width, height = SIZES[options.page_size]
        pages = print_page(
            text.removeprefix("\ufeff"),
            path,
            bundle=bundle,
            size=(height, width) if options.landscape else (width, height),
            margin=options.margin,
            media=options.media,
            name=run.source.name,
            before_writing=lambda pages: run.progress(0.5, f"Writing {pages} pages"),
        )
        notes = [f"The text was read as {encoding}."] if encoding else []
        notes += [left_out_note(bundle.refused)] if bundle.refused else []
        return run.write(path, format="pdf", claims={"pages": pages}, notes=notes)
