"""The tool `text-case`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.text.case_options import RewrittenText, TextCaseOptions
from apps.tools.plugins.text.cases import CASES


class TextCase(BaseTool[TextCaseOptions]):
    """Write a text in lower, upper, title or sentence case, or as snake_case, camelCase and their like."""

    name = "text-case"
    title = "Change letter case"
    category = "text"
    icon = "type"
    inline = True
    risky = False
    aliases = (
        "case converter",
        "letter case",
        "uppercase",
        "lowercase",
        "title case",
        "camel case",
        "snake case",
    )
    examples = (
        Example("A name for a variable", {"text": "Total distance (km)", "case": "snakecase"}),
        Example("A headline", {"text": "the road to århus", "case": "titlecase"}),
    )
    result_type = RewrittenText

    def process(self, run: ToolRun[TextCaseOptions]) -> ToolOutput:
        """Rewrite it."""
        text, case = run.options.text, run.options.case
        return ToolOutput(result=RewrittenText(input=text, output=CASES[case](text), case=case))
