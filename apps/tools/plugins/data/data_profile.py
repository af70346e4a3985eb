"""`data-profile`: what is in a table."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.data.conversion import copy_as_parquet
from apps.tools.plugins.data.engine import LIMITS, MAX_FILE_SIZE
from apps.tools.plugins.data.profile_options import ProfileOptions
from apps.tools.plugins.data.profile_report import write_report
from apps.tools.plugins.data.profiles import TableProfile
from apps.tools.plugins.data.profiling import MOST_COLUMNS, profile_table
from apps.tools.plugins.data.reading import READERS


class DataProfile(BaseTool[ProfileOptions]):
    """Describe a table: types, missing and different values, quantiles, frequent values and histograms."""

    name = "data-profile"
    title = "Profile data"
    category = "data"
    icon = "bar-chart"
    input_formats = tuple(READERS)
    output_formats = ("json", "html")
    max_file_size = MAX_FILE_SIZE
    limits = LIMITS
    result_type = TableProfile
    aliases = (
        "data profiling",
        "describe csv",
        "csv statistics",
        "column statistics",
        "data quality",
        "summary of data",
    )
    examples = (
        Example("A report to read", {}),
        Example("Figures for a program", {"output_format": "json"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: who asks for a table as JSON or HTML wants its rows, not what they are like."""
        return iter(())

    def process(self, run: ToolRun[ProfileOptions]) -> ToolOutput:
        options = run.options
        run.progress(0.05, "reading")
        path, notes = copy_as_parquet(run.source, options, run.workspace)
        profile = profile_table(path, name=run.source.name, progress=run.progress)
        left = profile.columns_in_all - len(profile.columns)
        notes = (*notes, *((f"Only the first {MOST_COLUMNS} columns were described.",) if left else ()))
        text = write_report(profile) if options.output_format == "html" else profile.model_dump_json(indent=2)
        return run.write(text, format=options.output_format, result=profile, notes=notes)
