"""The tool `pdf-compress`."""

import shutil

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.compress_options import PdfCompressOptions, PdfCompressResult
from apps.tools.plugins.pdf.compression import compress
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.saving import broken_signatures, claims_of, save_pdf


class PdfCompress(BaseTool[PdfCompressOptions]):
    """Make a PDF smaller: its pictures, what is in it twice, and the way it is packed."""

    name = "pdf-compress"
    title = "Compress PDF"
    category = "document"
    icon = "file-zip"
    aliases = ("compress pdf", "reduce pdf size", "shrink pdf", "make pdf smaller", "optimize pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 500 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072, disk_mb=4096)
    examples = (
        Example("For mail", {}),
        Example("As small as can be read on a screen", {"image_dpi": 96, "quality": 50}),
        Example("Without any loss", {"shrink_pictures": False}),
    )
    result_type = PdfCompressResult

    def process(self, run: ToolRun[PdfCompressOptions]) -> ToolOutput:
        path, before = run.output_path("pdf"), run.source.path.stat().st_size
        with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
            done, notes = compress(run, pdf), broken_signatures(pdf)
            claims, pages = save_pdf(pdf, path, smallest=True), len(pdf.pages)
        if path.stat().st_size >= before:
            shutil.copyfile(run.source.path, path)
            claims, notes = (
                claims_of(path, pages=pages),
                ("It is as small as it gets: this is the document given.",),
            )
            done = done.nothing()
        after = path.stat().st_size
        result = PdfCompressResult(
            bytes_before=before,
            bytes_after=after,
            saved_percent=round(100 * (1 - after / before), 1),
            pictures_shrunk=done.shrunk,
            pictures_kept=done.kept,
            duplicates_removed=done.duplicates,
        )
        return run.write(path, format="pdf", claims=claims, result=result, notes=(*done.notes, *notes))
