"""What `unit-convert` can be asked for, and what it answers."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import ToolOptions
from apps.tools.plugins.convert.conversion import Unit, find_pair
from apps.tools.plugins.convert.fields import Category, Number, UnitName


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
