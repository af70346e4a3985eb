"""The tool `pdf-split`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, OutputFile, ToolOutput, ToolRun
from apps.tools.plugins.pdf.assembly import start_assembly
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.saving import protection_of, save_pdf
from apps.tools.plugins.pdf.split_options import PdfSplitOptions
from apps.tools.plugins.pdf.splitting import plan_split


class PdfSplit(BaseTool[PdfSplitOptions]):
    """Split a PDF by page ranges, every few pages, by size, or at its bookmarks."""

    name = "pdf-split"
    title = "Split PDF"
    category = "document"
    icon = "scissors"
    aliases = ("split pdf", "separate pdf pages", "divide pdf", "burst pdf", "cut pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=600, disk_mb=8192)
    examples = (
        Example("One file for each page", {"split": {"by": "every", "pages": 1}}),
        Example("Two parts", {"split": {"by": "ranges", "ranges": ["1-3", "4-"]}}),
        Example("Chapters", {"split": {"by": "bookmarks"}}),
        Example("Parts that fit into a mail", {"split": {"by": "size", "max_bytes": 10_000_000}}),
    )

    def process(self, run: ToolRun[PdfSplitOptions]) -> ToolOutput:
        files, notes = [], set[str]()
        with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
            plan = plan_split(run.source, pdf, run.options.split, on_progress=run.progress)
            encryption = protection_of([pdf], run.options.password)
            for number, part in enumerate(plan.parts, start=1):
                run.progress(number / len(plan.parts), f"part {number} of {len(plan.parts)}")
                assembly, path = start_assembly(like=pdf), run.output_path("pdf")
                assembly.add(pdf, part.pages)
                claims = save_pdf(assembly.finish(), path, encryption=encryption)
                files.append(OutputFile(path=path, format="pdf", name=part.name, claims=claims))
                notes |= assembly.lost
        return ToolOutput(files=tuple(files), notes=(*plan.notes, *sorted(notes)))
