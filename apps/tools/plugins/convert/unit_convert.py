"""The tool `unit-convert`."""

from fractions import Fraction
from typing import Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import BaseTool, Example, ToolOptions, ToolOutput, ToolRun
from apps.tools.plugins.convert.conversion import SIGNIFICANT_DIGITS, Quantity, Unit, convert, find_pair
from apps.tools.plugins.convert.fields import Category, Number, UnitName

ROUNDED = f"The result has no finite decimal; it is rounded to {SIGNIFICANT_DIGITS} significant digits."


class UnitConvertOptions(ToolOptions):
    """What to convert; names, symbols and plurals of units are understood in any case."""

    category: Category | None = Field(
        default=None, description="What is measured; needed only where a name means two units."
    )
    from_unit: UnitName = Field(description="The unit of the value: meter, km, mph, °C…")
    to_unit: UnitName = Field(description="The unit wanted, of the same category.")
    value: Number = Field(description="The number to convert; as text it loses no digit.")

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        self.units()
        return self

    def units(self) -> tuple[Unit, Unit]:
        """The two units that are meant."""
        return find_pair(source=self.from_unit, target=self.to_unit, category=self.category)


class UnitConversion(BaseModel):
    """A converted value. Numbers are text, so that no digit is lost on the way."""

    category: str = Field(description="What is measured.")
    from_unit: str = Field(description="The unit converted from, by its full name.")
    to_unit: str = Field(description="The unit converted to, by its full name.")
    input_value: str = Field(description="The value given.")
    output_value: str = Field(description="The value in the new unit: exact, or with 34 significant digits.")
    formatted: str = Field(description="The conversion as a person would write it, with ten digits.")


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
