"""`json-format`: JSON laid out, sorted, and held to a schema."""

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.data.json_format_options import INDENTS, JsonFormatOptions, JsonFormatResult
from apps.tools.plugins.data.json_schemas import find_errors
from apps.tools.plugins.data.json_text import lay_out, read_json_text, sort_keys, text_of


class JsonFormat(BaseTool[JsonFormatOptions]):
    """Lay out, minify, sort and validate JSON; every number stays as it is written."""

    name = "json-format"
    title = "Format JSON"
    category = "data"
    icon = "braces"
    inputs = (
        Input("source", ("json",), title="JSON"),
        Input("schema", ("json",), title="JSON Schema", min=0, max=1),
    )
    output_formats = ("json",)
    limits = Limits(cpu_seconds=180, wall_seconds=240, memory_mb=4096)
    max_file_size = 50 * MiB
    result_type = JsonFormatResult
    aliases = (
        "json formatter", "pretty print json", "json beautifier", "minify json", "json validator",
        "validate json", "json schema validation", "sort json keys",
    )  # fmt: skip
    examples = (
        Example("Readable, with two spaces", {}),
        Example("As small as it can be", {"style": "minify"}),
        Example("Sorted, to compare two files", {"sort_keys": True}),
    )

    def process(self, run: ToolRun[JsonFormatOptions]) -> ToolOutput:
        options, text = run.options, text_of(run.source)
        found = read_json_text(text, name=run.source.name)
        schema = next((item for item in run.inputs if item.role == "schema"), None)
        errors = None
        if schema:
            run.progress(0.4, "validating")
            errors = find_errors(text, text_of(schema), name=run.source.name, schema_name=schema.name)
        root = sort_keys(found.root) if options.sort_keys else found.root
        laid_out = lay_out(root, indent=None if options.style == "minify" else INDENTS[options.indent])
        notes = ("Some keys are there more than once; all were kept.",) if found.duplicates else ()
        result = JsonFormatResult(
            valid=None if errors is None else not errors,
            errors=errors or [],
            duplicate_keys=found.duplicates,
            depth=found.depth,
        )
        return run.write(laid_out + "\n", format="json", result=result, notes=notes)
