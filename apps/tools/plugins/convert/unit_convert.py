"""The tool `unit-convert`."""

from fractions import Fraction

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.convert.conversion import SIGNIFICANT_DIGITS, Quantity, convert
from apps.tools.plugins.convert.unit_options import UnitConversion, UnitConvertOptions

ROUNDED = f"The result has no finite decimal; it is rounded to {SIGNIFICANT_DIGITS} significant digits."


class UnitConvert(BaseTool[UnitConvertOptions]):
    """Convert a value between units of length, mass, volume, temperature and eleven other quantities.

    Currencies are left out on purpose: a rate that is not of today is wrong. Number bases and letter case
    are no units.
    """

    name = "unit-convert"
    title = "Convert units"
    category = "convert"
    icon = "calculator"
    inline = True
    risky = False
    aliases = (
        "unit-converter", "units", "measurement converter", "convert units", "cm to inches", "kg to lbs",
        "miles to km", "celsius to fahrenheit", "mpg to l/100km", "mb to gb",
    )  # fmt: skip
    examples = (
        Example("100 km in miles", {"from_unit": "kilometer", "to_unit": "mile", "value": "100"}),
        Example("Body temperature", {"from_unit": "celsius", "to_unit": "fahrenheit", "value": "37"}),
        Example("30 mpg in L/100km", {"from_unit": "mpg_us", "to_unit": "liters_per_100km", "value": "30"}),
    )  # fmt: skip
    result_type = UnitConversion

    def process(self, run: ToolRun[UnitConvertOptions]) -> ToolOutput:
        """Convert exactly, and say when the result had to be rounded."""
        source, target = run.options.units()
        given = Quantity(Fraction(run.options.value), source)
        converted = convert(given, to=target)
        result = UnitConversion(
            category=source.category,
            from_unit=source.name,
            to_unit=target.name,
            input_value=str(given),
            output_value=str(converted),
            formatted=f"{given.readable} = {converted.readable}",
        )
        return ToolOutput(result=result, notes=() if converted.is_exact else (ROUNDED,))
