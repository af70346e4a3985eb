"""What `pdf-page-numbers` can be asked for, and the text that it writes on each page."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from apps.tools.base import InvalidInputError, Labels, Ui
from apps.tools.plugins.pdf.options import PdfPagesOptions
from apps.tools.plugins.pdf.pages import MAX_PAGES, chosen_once
from apps.tools.plugins.pdf.stamping import POSITIONS, Position
from apps.tools.plugins.pdf.watermark_options import Colour, FaceChoice, Margin

Style = Literal["arabic", "roman", "roman_upper", "letters"]

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_LETTERS = 26


def _check_format(text: str) -> str:
    unknown = set(re.findall(r"\{[^{}]*\}?|\}", text)) - {"{n}", "{total}"}
    if unknown or "{n}" not in text:
        raise ValueError(
            "Write {n} for the number and, if you like, {total} for the last one: 'Page {n} of {total}'."
        )
    return text


class PdfPageNumbersOptions(PdfPagesOptions):
    """How pages are numbered, and where that stands."""

    format: Annotated[str, AfterValidator(_check_format)] = Field(
        default="{n}",
        min_length=3,
        max_length=100,
        description="The text on each page: {n} is its number, {total} the last one, as in '{n} / {total}'.",
    )
    position: Annotated[Position, Labels(POSITIONS)] = Field(
        default="bottom", description="Where on the page the number stands."
    )
    start: int = Field(
        default=1, ge=0, le=1_000_000, description="The number of the first page that gets one."
    )
    skip_first: int = Field(
        default=0,
        ge=0,
        le=MAX_PAGES,
        description="How many of the first pages get no number, such as a cover.",
    )
    style: Annotated[
        Style,
        Labels(
            {"arabic": "1, 2, 3", "roman": "i, ii, iii", "roman_upper": "I, II, III", "letters": "a, b, c"}
        ),
    ] = Field(default="arabic", description="How numbers are written.")
    digits: Annotated[int, Ui(group="advanced", visible_if={"style": ["arabic"]})] = Field(
        default=1, ge=1, le=12, description="Fill numbers up with zeros to so many digits, as in 000042."
    )
    font_size: Annotated[float, Ui(unit="pt")] = Field(
        default=10, ge=4, le=72, description="The size of the text."
    )
    colour: Annotated[Colour, Ui(group="advanced")] = Field(
        default="#000000", description="The colour of the text, as #rrggbb."
    )
    font: FaceChoice = Field(default="sans", description="The kind of letters.")
    margin: Margin = Field(default=28, description="The space between the text and the edges of the page.")


def number_pages(options: PdfPageNumbersOptions, total: int) -> dict[int, str]:
    """The text for each page (counted from 0) that gets one; raises InvalidInputError when none does."""
    chosen = [index for index in chosen_once(options.pages, total) if index >= options.skip_first]
    if not chosen:
        raise InvalidInputError(
            f"No page is left to number: the document has {total}, and the first {options.skip_first} are "
            "skipped. Lower skip_first, or choose other pages.",
            code="input_not_allowed",
        )
    last = write_number(options.start + len(chosen) - 1, options)
    return {
        index: options.format.replace("{total}", last).replace("{n}", write_number(number, options))
        for number, index in enumerate(chosen, start=options.start)
    }


def write_number(number: int, options: PdfPageNumbersOptions) -> str:
    """A number in the style wanted; 0, which has no Roman numeral and no letter, is always 0."""
    if options.style == "arabic" or number == 0:
        return f"{number:0{options.digits}d}"
    if options.style == "letters":
        return chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
    text = ""
    for value, numeral in _ROMAN:
        text += numeral * (number // value)
        number %= value
    return text.upper() if options.style == "roman_upper" else text
