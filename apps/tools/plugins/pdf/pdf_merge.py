"""The tool `pdf-merge`."""

from contextlib import ExitStack
from pathlib import PurePath

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.assembly import start_assembly
from apps.tools.plugins.pdf.merge_options import PdfMergeOptions
from apps.tools.plugins.pdf.opening import open_pdf, reading, refuse_page_count
from apps.tools.plugins.pdf.saving import protection_of, save_pdf
from apps.tools.plugins.pdf.table_of_contents import add_table_of_contents


class PdfMerge(BaseTool[PdfMergeOptions]):
    """Join PDFs in the order given; links, forms, page numbers, layers and bookmarks come along."""

    name = "pdf-merge"
    title = "Merge PDFs"
    category = "document"
    icon = "files"
    aliases = ("merge pdf", "combine pdf", "join pdf", "append pdf", "pdf joiner")
    inputs = (Input("source", ("pdf",), title="PDFs, in their order", min=1, max=100),)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240, disk_mb=4096)
    examples = (
        Example("One document with a bookmark for each file", {}),
        Example("With a table of contents in front", {"table_of_contents": True}),
    )

    def process(self, run: ToolRun[PdfMergeOptions]) -> ToolOutput:
        options, path, assembly = run.options, run.output_path("pdf"), start_assembly()
        starts: list[tuple[str, int]] = []
        with ExitStack() as stack:
            sources = []
            for number, source in enumerate(run.inputs):
                run.progress(number / len(run.inputs), f"file {number + 1} of {len(run.inputs)}")
                sources.append(stack.enter_context(open_pdf(source, options.password)))
                starts.append((PurePath(source.name).stem, len(assembly.pdf.pages)))
                refuse_page_count(source, len(assembly.pdf.pages) + len(sources[-1].pages))
                with reading(source):
                    title = starts[-1][0] if options.bookmarks else None
                    assembly.add(sources[-1], range(len(sources[-1].pages)), title=title)
            if options.table_of_contents:
                add_table_of_contents(assembly, starts, heading=options.contents_title)
            claims = save_pdf(assembly.finish(), path, encryption=protection_of(sources, options.password))
        return run.write(path, format="pdf", claims=claims, notes=sorted(assembly.lost))
