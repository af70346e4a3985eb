"""How a table is written: the options that tools for tables share."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.data.frame_files import Compression
from apps.tools.plugins.data.reading_options import ReadingOptions

TableFormat = Literal[
    "csv", "tsv", "json", "ndjson", "xlsx", "parquet", "arrow", "yaml", "toml", "xml", "md", "html"
]
FORMAT_LABELS = {
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "ndjson": "JSON lines",
    "xlsx": "Excel",
    "parquet": "Parquet",
    "arrow": "Arrow",
    "yaml": "YAML",
    "toml": "TOML",
    "xml": "XML",
    "md": "Markdown table",
    "html": "HTML table",
}


class WritingOptions(ReadingOptions):
    """Only the format must be chosen."""

    output_format: Annotated[TableFormat, Labels(FORMAT_LABELS)] = Field(
        description="The format of the result."
    )
    nested: Annotated[
        Literal["flatten", "json"], Labels({"flatten": "As columns (outer.inner)", "json": "As JSON text"})
    ] = Field(default="flatten", description="What becomes of records within cells in formats that are flat.")
    formulas: Annotated[
        Literal["escape", "keep"],
        Labels({"escape": "Make them harmless", "keep": "Keep"}),
        Ui(group="advanced", visible_if={"output_format": ["csv", "tsv"]}),
    ] = Field(
        default="escape",
        description="Texts that a spreadsheet would compute, such as =cmd(), get an apostrophe, or stay.",
    )
    output_delimiter: Annotated[
        Literal["comma", "semicolon", "tab", "pipe"],
        Labels({"comma": "Comma", "semicolon": "Semicolon", "tab": "Tab", "pipe": "|"}),
        Ui(group="advanced", visible_if={"output_format": ["csv"]}),
    ] = Field(default="comma", description="What separates the fields of the CSV that is written.")
    byte_order_mark: Annotated[bool, Ui(group="advanced", visible_if={"output_format": ["csv", "tsv"]})] = (
        Field(default=False, description="Begin with a mark by which Excel sees that the text is UTF-8.")
    )
    compression: Annotated[
        Compression,
        Labels({"snappy": "Snappy (fast)", "zstd": "Zstandard (small)", "lz4": "LZ4"}),
        Ui(group="advanced", visible_if={"output_format": ["parquet"]}),
    ] = Field(default="snappy", description="How Parquet is packed.")
