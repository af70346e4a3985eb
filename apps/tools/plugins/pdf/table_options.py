"""What can be chosen about finding tables."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.options import PdfPagesOptions


class PdfToTablesOptions(PdfPagesOptions):
    """What to write, and how tables are recognised."""

    output_format: Annotated[
        Literal["xlsx", "csv", "json"],
        Labels(
            {
                "xlsx": "Excel, a sheet for each table",
                "csv": "CSV, a file for each table",
                "json": "JSON, all tables",
            }
        ),
    ] = Field(default="xlsx", description="What to write the tables as.")
    detect: Annotated[
        Literal["auto", "lines", "text"],
        Labels(
            {
                "auto": "By lines, else by how text is aligned",
                "lines": "By the lines around cells",
                "text": "By how text is aligned",
            }
        ),
    ] = Field(default="auto", description="How tables are recognised on a page.")
    numbers: bool = Field(
        default=True, description="Write plain numbers as numbers in Excel and JSON; 007 and dates stay text."
    )
    formula_policy: Annotated[
        Literal["escape", "keep"],
        Labels({"escape": "Make them harmless", "keep": "Keep them as they are"}),
        Ui(group="advanced", visible_if={"output_format": ["csv"]}),
    ] = Field(
        default="escape", description="What a CSV does with cells that spreadsheets would run as formulas."
    )
