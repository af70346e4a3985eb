"""The tool `text-diff`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, ToolOutput, ToolRun
from apps.tools.plugins.text.diff_options import TEXTS, TextDifference, TextDiffOptions
from apps.tools.plugins.text.differences import compare, read_lines, side_by_side, unified


class TextDiff(BaseTool[TextDiffOptions]):
    """Show what changed between two texts: as a unified diff, or side by side as an HTML page."""

    name = "text-diff"
    title = "Compare texts"
    category = "text"
    icon = "git-compare"
    aliases = ("diff", "compare text", "compare files", "text compare", "unified diff")
    inputs = (Input("source", TEXTS, title="First text"), Input("other", TEXTS, title="Second text"))
    output_formats = ("diff", "html")
    examples = (
        Example("As programmers read it", {"output_format": "diff"}),
        Example("Side by side, spaces aside", {"output_format": "html", "ignore_spaces": True}),
    )
    result_type = TextDifference

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: what comes out is about two files."""
        return iter(())

    def process(self, run: ToolRun[TextDiffOptions]) -> ToolOutput:
        options = run.options
        first, second = (
            read_lines(next(item for item in run.inputs if item.role == role)) for role in ("source", "other")
        )
        changes = compare(first, second, ignore_case=options.ignore_case, ignore_spaces=options.ignore_spaces)
        show = unified if options.output_format == "diff" else side_by_side
        text = show(first, second, changes, context=options.context, names=[item.name for item in run.inputs])
        result = TextDifference(
            identical=not changes.changed,
            added=changes.added,
            removed=changes.removed,
            similarity=round(changes.matcher.ratio(), 4),
        )
        return run.write(text, format=options.output_format, result=result)
