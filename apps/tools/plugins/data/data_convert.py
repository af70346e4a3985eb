"""`data-convert`: any table or tree of data we read, as any we write."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.data.conversion import convert
from apps.tools.plugins.data.engine import LIMITS, MAX_FILE_SIZE
from apps.tools.plugins.data.losses import lost_between
from apps.tools.plugins.data.reading import READERS
from apps.tools.plugins.data.writing_options import FORMAT_LABELS, WritingOptions


class DataConvert(BaseTool[WritingOptions]):
    """Convert tables and data between CSV, Excel, JSON, Parquet, YAML, XML and more; types are kept."""

    name = "data-convert"
    title = "Convert data"
    category = "data"
    icon = "table"
    input_formats = tuple(READERS)
    output_formats = tuple(FORMAT_LABELS)
    max_file_size = MAX_FILE_SIZE
    limits = LIMITS
    aliases = (
        "data converter", "table converter", "csv to json", "json to csv", "csv to xlsx", "csv to excel",
        "excel to csv", "xlsx to csv", "xlsx to json", "json to excel", "csv to parquet", "parquet to csv",
        "parquet to json", "tsv to csv", "json to yaml", "yaml to json", "toml to json", "json to toml",
        "xml to json", "json to xml", "xml to csv", "sqlite to csv", "csv to markdown", "html table to csv",
        "ndjson to json", "jsonl to csv",
    )  # fmt: skip
    examples = (
        Example("A spreadsheet's second sheet as CSV", {"output_format": "csv", "sheet": "2"}),
        Example("CSV with semicolons for Excel", {"output_format": "csv", "output_delimiter": "semicolon"}),
        Example("Small Parquet", {"output_format": "parquet", "compression": "zstd"}),
    )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return lost_between(source, target)

    def process(self, run: ToolRun[WritingOptions]) -> ToolOutput:
        options, format = run.options, run.options.output_format
        path = run.output_path(format)
        run.progress(0.05, "reading")
        written = convert(
            run.source, path, format=format, reading=options, writing=options, workspace=run.workspace
        )
        return run.write(path, format=format, claims=written.claims, notes=written.notes)
