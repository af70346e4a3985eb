"""The tool `base-convert`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.text.base_options import BaseConvertOptions, ConvertedNumber
from apps.tools.plugins.text.number_bases import read_number, write_number


class BaseConvert(BaseTool[BaseConvertOptions]):
    """Convert whole numbers of any size between binary, octal, decimal, hexadecimal and bases up to 36."""

    name = "base-convert"
    title = "Convert number base"
    category = "convert"
    icon = "hash"
    inline = True
    risky = False
    aliases = (
        "number converter",
        "binary to decimal",
        "hex to decimal",
        "decimal to binary",
        "octal",
        "hexadecimal",
    )
    examples = (
        Example("Hexadecimal to decimal", {"value": "FF", "from_base": 16, "to_base": 10}),
        Example("A byte in bits", {"value": "202", "from_base": 10, "to_base": 2, "group": 4}),
    )
    result_type = ConvertedNumber

    def process(self, run: ToolRun[BaseConvertOptions]) -> ToolOutput:
        """Convert exactly."""
        options = run.options
        number = read_number(options.value, base=options.from_base)
        output = write_number(number, base=options.to_base, uppercase=options.uppercase, group=options.group)
        result = ConvertedNumber(
            value=options.value,
            from_base=options.from_base,
            to_base=options.to_base,
            output=output,
            decimal=write_number(number, base=10),
        )
        return ToolOutput(result=result)
