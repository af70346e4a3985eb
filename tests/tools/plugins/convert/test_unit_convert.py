from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.convert.conversion import UNITS, Quantity, Unit
from apps.tools.plugins.convert.conversion import convert as convert_quantity
from apps.tools.plugins.convert.unit_convert import UnitConvert
from apps.tools.plugins.convert.unit_options import UnitConversion, UnitConvertOptions
from tests.tools.plugins.conftest import RunDirectly

PAIRS = [pair for pair in permutations(UNITS.values(), 2) if pair[0].category == pair[1].category]


@pytest.fixture
def convert(run_directly: RunDirectly) -> Any:
    def convert(value: object, source: str, target: str, **options: Any) -> UnitConversion:
        output = run_directly(UnitConvert(), value=value, from_unit=source, to_unit=target, **options)
        assert isinstance(output.result, UnitConversion)
        return output.result

    return convert


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1000, "meter", "kilometer", "1"),
        (1, "mile", "kilometer", "1.609344"),
        (1, "inch", "centimeter", "2.54"),
        (1, "foot", "meter", "0.3048"),
        (1, "nautical_mile", "meter", "1852"),
        (1, "light_year", "meter", "9460730472580800"),
        (1, "astronomical_unit", "kilometer", "149597870.7"),
        (0, "celsius", "fahrenheit", "32"),
        (32, "fahrenheit", "celsius", "0"),
        (0, "celsius", "kelvin", "273.15"),
        ("273.15", "kelvin", "celsius", "0"),
        (-40, "celsius", "fahrenheit", "-40"),
        ("-273.15", "celsius", "kelvin", "0"),
        ("-459.67", "fahrenheit", "kelvin", "0"),
        (1, "liter", "milliliter", "1000"),
        (1, "gallon_us", "liter", "3.785411784"),
        (1, "cubic_meter", "liter", "1000"),
        (1, "cup_us", "milliliter", "236.5882365"),
        (1, "barrel_oil", "gallon_us", "42"),
        (1, "cubic_foot", "cubic_meter", "0.028316846592"),
        (1, "gallon_imperial", "liter", "4.54609"),
        (1, "gallon_us", "fluid_ounce_us", "128"),
        (1, "gallon_us", "tablespoon_us", "256"),
        (1, "gallon_imperial", "fluid_ounce_imperial", "160"),
        (1, "cubic_yard", "cubic_foot", "27"),
        (1, "bushel_us", "peck_us", "4"),
        (1, "bushel_us", "pint_us_dry", "64"),
        (1, "bushel_us", "gallon_us_dry", "8"),
        (1, "bushel_imperial", "peck_imperial", "4"),
        (1, "square_meter", "square_centimeter", "10000"),
        (1, "acre", "square_meter", "4046.8564224"),
        (1, "square_foot", "square_meter", "0.09290304"),
        (1, "square_mile", "acre", "640"),
        (1, "kilojoule", "joule", "1000"),
        (1, "kilowatt_hour", "megajoule", "3.6"),
        (1, "calorie", "joule", "4.184"),
        (1, "foot_pound", "joule", "1.3558179483314004"),
        (1, "electronvolt", "joule", "1.602176634E-19"),
        (1, "kilogram_force", "newton", "9.80665"),
        (1, "pound_force", "newton", "4.4482216152605"),
        (1, "newton", "dyne", "100000"),
        (36, "kilometer_per_hour", "meter_per_second", "10"),
        (1, "knot", "kilometer_per_hour", "1.852"),
        (60, "mile_per_hour", "foot_per_second", "88"),
        (1, "gibibyte", "byte", "1073741824"),
        (1, "gigabyte", "megabyte", "1000"),
        (8, "bit", "byte", "1"),
        (1, "pound", "kilogram", "0.45359237"),
        (1, "pound", "ounce", "16"),
        (1, "stone", "pound", "14"),
        (1, "long_ton", "pound", "2240"),
        (1, "short_ton", "pound", "2000"),
        (1, "carat", "milligram", "200"),
        (1, "atmosphere", "pascal", "101325"),
        (1, "atmosphere", "torr", "760"),
        (1, "horsepower", "watt", "745.69987158227022"),
        (1, "year", "month", "12"),
        (1, "week", "hour", "168"),
        (1, "degree", "arcsecond", "3600"),
        (100, "gradian", "degree", "90"),
        (10, "liters_per_100km", "km_per_liter", "10"),
        (8, "km_per_liter", "liters_per_100km", "12.5"),
    ],
)
def test_a_conversion_is_exact(convert: Any, value: object, source: str, target: str, expected: str) -> None:
    assert convert(value, source, target).output_value == expected


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1, "hectare", "acre", "2.471053815"),
        (1, "btu", "kilojoule", "1.055055853"),
        (1, "foot_pound", "joule", "1.355817948"),
        (1, "mpg_us", "liters_per_100km", "235.2145833"),
        (1, "mpg_imperial", "liters_per_100km", "282.4809363"),
        (30, "mpg_us", "mpg_imperial", "36.02849777"),
        (1, "psi", "pascal", "6894.757293"),
        (180, "degree", "radian", "3.141592654"),
        (1, "btu_per_hour", "watt", "0.2930710702"),
        (100, "km", "mile", "62.13711922"),
    ],
)
def test_a_conversion_without_a_finite_decimal_is_readable(
    convert: Any, value: object, source: str, target: str, expected: str
) -> None:
    assert convert(value, source, target).formatted.split(" = ")[1].split(" ")[0] == expected


def test_the_result_names_what_was_converted(convert: Any) -> None:
    assert convert(100, "km", "mi").model_dump() == {
        "category": "length",
        "from_unit": "kilometer",
        "to_unit": "mile",
        "input_value": "100",
        "output_value": "62.13711922373339696174341843633182",
        "formatted": "100 km = 62.13711922 mi",
    }


def test_a_rounded_result_says_so_and_an_exact_one_does_not(run_directly: RunDirectly) -> None:
    rounded = run_directly(UnitConvert(), value=1, from_unit="km", to_unit="mi")
    exact = run_directly(UnitConvert(), value=1, from_unit="mi", to_unit="km")
    assert rounded.notes == ("The result has no finite decimal; it is rounded to 34 significant digits.",)
    assert exact.notes == ()


def test_a_long_number_loses_no_digit(convert: Any) -> None:
    digits = "123456789" * 100
    assert convert(f"0.{digits}", "km", "m").output_value == f"{digits[:3]}.{digits[3:]}"


def test_a_json_float_is_taken_as_it_is_written(convert: Any) -> None:
    assert convert(0.1, "km", "m").output_value == "100"


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("METRES", "Km", ("meter", "kilometer")),
        ("km/h", "mph", ("kilometer_per_hour", "mile_per_hour")),
        ("°C", "f", ("celsius", "fahrenheit")),
        ("lbs", "kilo", ("pound", "kilogram")),
        ("L/100km", "mpg (US)", ("liters_per_100km", "mpg_us")),
        ("Nautical miles", "feet", ("nautical_mile", "foot")),
        ("B", "b", ("byte", "bit")),
        ("kn", "km/h", ("knot", "kilometer_per_hour")),
        ("kn", "newton", ("kilonewton", "newton")),
        ("ms", "s", ("millisecond", "second")),
        ("pint", "liter", ("pint_us", "liter")),
        ("pint", "bushel", ("pint_us_dry", "bushel_us")),
    ],
)
def test_units_are_understood_by_symbol_plural_and_spelling(
    convert: Any, source: str, target: str, names: tuple[str, str]
) -> None:
    converted = convert(1, source, target)
    assert (converted.from_unit, converted.to_unit) == names


@pytest.mark.parametrize(
    "category", ["volume - dry", "Volume - Dry", "DRY_VOLUME", "dry volume", "Volume (dry)"]
)
def test_a_category_is_read_in_any_case_and_decides_between_units_of_one_name(
    convert: Any, category: str
) -> None:
    assert convert(64, "pint", "quart", category=category).from_unit == "pint_us_dry"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"from_unit": "metr"}, "'metr' is not a known unit. Did you mean 'meter'?"),
        ({"from_unit": "usd"}, "'usd' is not a known unit."),
        ({"from_unit": "kg"}, "kilogram is a unit of mass and kilometer of length; both must be of one"),
        ({"category": "Weight"}, "meter is a unit of length, not of mass. Units of mass: kilogram, gram,"),
        ({"category": "currency"}, "Input should be 'length'"),
        ({"value": "abc"}, "'abc' is not a number. Write it like 12.5 or 1.25e3."),
        ({"value": "1,5"}, "'1,5' is not a number."),
        ({"value": ""}, "'' is not a number."),
        ({"value": True}, "Write a number such as 12.5"),
        ({"value": None}, "Write a number such as 12.5"),
        ({"value": [1]}, "Write a number such as 12.5"),
        ({"value": float("nan")}, "'nan' is not a finite number."),
        ({"value": "Infinity"}, "'Infinity' is not a finite number."),
        ({"value": "sNaN"}, "'sNaN' is not a finite number."),
        ({"value": "1e401"}, "The number has the exponent 401; it must lie between -400 and 400."),
        ({"value": "1e-401"}, "The number has the exponent -401"),
        ({"value": "0e999999999"}, "The number has the exponent 999999999"),
        ({"value": "1" * 1025}, "The number has 1025 characters; at most 1024 are allowed."),
        ({"unit": "meter"}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(options: dict[str, Any], message: str) -> None:
    valid = {"from_unit": "meter", "to_unit": "kilometer", "value": 1}
    with pytest.raises(ValidationError) as refusal:
        UnitConvertOptions.model_validate(valid | options)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "source", "target", "message"),
    [
        (-500, "celsius", "kelvin", "-500 °C is below absolute zero, which is -273.15 °C."),
        ("-459.671", "fahrenheit", "celsius", "-459.671 °F is below absolute zero, which is -459.67 °F."),
        (-1, "kelvin", "kelvin", "-1 K is below absolute zero, which is 0 K."),
        (0, "mpg_us", "liters_per_100km", "Give a value other than 0."),
        (0, "liters_per_100km", "km_per_liter", "Give a value other than 0."),
    ],
)
def test_a_quantity_that_cannot_exist_is_refused(
    convert: Any, value: object, source: str, target: str, message: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        convert(value, source, target)
    assert message in str(refusal.value)


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value="1e-30", max_value="1e30"),
    pair=st.sampled_from(PAIRS),
)
def test_a_value_comes_back_unchanged_from_every_unit(value: Decimal, pair: tuple[Unit, Unit]) -> None:
    given_quantity = Quantity(Fraction(value), pair[0])
    returned = convert_quantity(convert_quantity(given_quantity, to=pair[1]), to=pair[0])
    assert returned.value == given_quantity.value


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value="1e-30", max_value="1e30"),
    pair=st.sampled_from(PAIRS),
)
def test_what_is_written_is_the_value_or_within_its_34_digits(
    value: Decimal, pair: tuple[Unit, Unit]
) -> None:
    converted = convert_quantity(Quantity(Fraction(value), pair[0]), to=pair[1])
    error = abs(Fraction(str(converted)) - converted.value)
    assert error == 0 if converted.is_exact else error <= abs(converted.value) / 10**33


@pytest.mark.parametrize("unit", UNITS.values(), ids=lambda unit: str(unit.name))
def test_every_unit_is_offered_with_a_title_and_its_category(unit: Any) -> None:
    offered = UnitConvertOptions.model_json_schema()["properties"]["from_unit"]["oneOf"]
    assert [choice["title"] for choice in offered if choice["const"] == unit.name] == [unit.title]


def test_the_tool_needs_no_file_and_runs_in_the_request() -> None:
    assert UnitConvert.inline
    assert UnitConvert.inputs == ()
    assert "unit-converter" in UnitConvert.aliases
