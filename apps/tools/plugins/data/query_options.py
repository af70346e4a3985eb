"""What `data-query` can be asked for."""

from typing import Annotated

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.data.writing_options import FORMAT_LABELS, TableFormat, WritingOptions


class QueryOptions(WritingOptions):
    """A query, and how tables are read and written."""

    query: str = Field(
        min_length=1,
        max_length=20_000,
        description="One SELECT in DuckDB's SQL. Files are tables called after them (sales-2024.csv is "
        "sales_2024); the first one is also called source.",
    )
    output_format: Annotated[TableFormat, Labels(FORMAT_LABELS)] = Field(
        default="csv", description="The format of the result."
    )
    max_rows: Annotated[int, Ui(group="advanced")] = Field(
        default=1_000_000,
        ge=1,
        le=50_000_000,
        description="How many rows the answer has at most; more are cut off.",
    )
