"""`pdf-to-tables`: the tables within a PDF, as spreadsheets and data."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.table_options import PdfToTablesOptions
from apps.tools.plugins.pdf.table_reading import TablesResult, read_tables
from apps.tools.plugins.pdf.table_writing import write_tables


class PdfToTables(BaseTool[PdfToTablesOptions]):
    """Find the tables on the pages of a PDF and write them as Excel, CSV or JSON."""

    name = "pdf-to-tables"
    title = "Extract tables from PDF"
    category = "document"
    icon = "table"
    aliases = ("pdf to excel", "pdf to xlsx", "pdf to csv", "extract tables from pdf", "pdf table extractor")
    input_formats = ("pdf",)
    output_formats = ("xlsx", "csv", "json")
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072)
    result_type = TablesResult
    examples = (
        Example("A workbook with a sheet for each table", {"output_format": "xlsx"}),
        Example(
            "Tables without lines, on two pages", {"output_format": "csv", "detect": "text", "pages": "2-3"}
        ),
    )

    def validate(self, run: ToolRun[PdfToTablesOptions]) -> None:
        open_pdf(run.source, run.options.password).close()

    def process(self, run: ToolRun[PdfToTablesOptions]) -> ToolOutput:
        return write_tables(run, read_tables(run))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - of all of them
        return ("Only tables are kept; text around them and their looks are not.",)
