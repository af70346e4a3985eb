"""`data-query`: SQL over one or several tables."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, ToolOutput, ToolRun
from apps.tools.plugins.data.conversion import write_table
from apps.tools.plugins.data.engine import LIMITS, MAX_FILE_SIZE
from apps.tools.plugins.data.query_options import QueryOptions
from apps.tools.plugins.data.querying import QueryResult, answer, check_query
from apps.tools.plugins.data.reading import READERS
from apps.tools.plugins.data.writing_options import FORMAT_LABELS


class DataQuery(BaseTool[QueryOptions]):
    """Ask one or several tables a question in SQL; each file is a table called after it."""

    name = "data-query"
    title = "Query data with SQL"
    category = "data"
    icon = "database"
    inputs = (Input("source", tuple(READERS), title="Tables", min=1, max=10),)
    output_formats = tuple(FORMAT_LABELS)
    max_file_size = MAX_FILE_SIZE
    limits = LIMITS
    result_type = QueryResult
    aliases = (
        "sql on csv", "query csv", "sql query", "join csv", "filter csv", "csv sql", "query excel",
        "query parquet", "duckdb",
    )  # fmt: skip
    examples = (
        Example("All rows", {"query": "SELECT * FROM source"}),
        Example(
            "Sums by town",
            {"query": "SELECT town, sum(amount) AS total FROM orders GROUP BY town", "output_format": "csv"},
        ),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: a question is more than another format."""
        return iter(())

    def validate(self, run: ToolRun[QueryOptions]) -> None:
        check_query(run.options.query)

    def process(self, run: ToolRun[QueryOptions]) -> ToolOutput:
        options, format = run.options, run.options.output_format
        table, result = answer(run.inputs, options, workspace=run.workspace, progress=run.progress)
        path = run.output_path(format)
        written = write_table(table, path, format=format, writing=options, source=run.source)
        return run.write(path, format=format, claims=written.claims, result=result, notes=written.notes)
