"""The tool `pdf-repair`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import reading
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.repairing import PdfRepairResult, empty_pages, problems_in, salvage, with_an_end
from apps.tools.plugins.pdf.saving import save_pdf


class PdfRepair(BaseTool[PdfOptions]):
    """Mend a damaged PDF as far as it can be, and say what was wrong with it."""

    name = "pdf-repair"
    title = "Repair PDF"
    category = "document"
    icon = "wrench"
    aliases = ("repair pdf", "fix pdf", "recover pdf", "damaged pdf", "corrupt pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240, memory_mb=2048)
    examples = (Example("A file that no reader opens", {}),)
    result_type = PdfRepairResult

    def process(self, run: ToolRun[PdfOptions]) -> ToolOutput:
        path = run.output_path("pdf")
        found = salvage(with_an_end(run), run.options.password)
        with found.pdf, reading(run.source):
            run.progress(0.3, "checking every part")
            problems = problems_in(found)
            empty = empty_pages(run.source, found, problems)
            claims = save_pdf(found.pdf, path)
            result = PdfRepairResult(
                damaged=bool(problems),
                problems=problems,
                pages=len(found.pdf.pages),
                pages_without_content=empty,
                page_tree_rebuilt=found.rebuilt,
            )
        return run.write(path, format="pdf", claims=claims, result=result, notes=tuple(_notes(result)))


def _notes(result: PdfRepairResult) -> list[str]:
    notes = [] if result.damaged else ["Nothing was wrong with the document; it was only written anew."]
    if result.page_tree_rebuilt:
        notes.append("The list of pages was lost: they are in the order in which they were found.")
    if result.pages_without_content and result.damaged:
        notes.append(f"{result.pages_without_content} page(s) have no content: it may have been lost.")
    return notes
