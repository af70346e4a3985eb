"""What can be chosen about redacting: words, patterns, kinds of data, and places."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.pdf.options import Dpi, PdfPagesOptions

Kind = Literal["email", "phone", "iban", "card", "date"]

KINDS: dict[Kind, str] = {
    "email": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    "phone": r"(?:\+|\b00)[1-9][0-9 ()/.-]{6,18}[0-9]|\b0[1-9][0-9 ()/.-]{5,16}[0-9]",
    "iban": r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
    "card": r"\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}\b",
    "date": r"\b(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b",
}


class Place(ToolOptions):
    """A box of a page as it is shown, in points from its upper left corner."""

    page: int = Field(ge=1, description="The page, from 1.")
    left: float = Field(ge=0, le=14_400, description="From the left side of the page.")
    top: float = Field(ge=0, le=14_400, description="From the upper side of the page.")
    width: float = Field(gt=0, le=14_400, description="Width of the box.")
    height: float = Field(gt=0, le=14_400, description="Height of the box.")


class PdfRedactOptions(PdfPagesOptions):
    """What to remove, and what is seen in its place."""

    texts: list[Annotated[str, Field(min_length=1, max_length=500)]] = Field(
        default_factory=list, max_length=200, description="Words or phrases to remove, as they are written."
    )
    patterns: list[Annotated[str, Field(min_length=1, max_length=500)]] = Field(
        default_factory=list, max_length=50, description="Regular expressions (RE2) for text to remove."
    )
    kinds: list[
        Annotated[
            Kind,
            Labels(
                {
                    "email": "E-mail addresses",
                    "phone": "Telephone numbers",
                    "iban": "Bank accounts (IBAN)",
                    "card": "Card numbers",
                    "date": "Dates",
                }
            ),
        ]
    ] = Field(default_factory=list, max_length=5, description="Kinds of data to remove, found by their form.")
    places: list[Place] = Field(
        default_factory=list, max_length=2_000, description="Boxes in which everything is removed."
    )
    ignore_case: bool = Field(default=True, description="Take capital and small letters for the same.")
    whole_words: bool = Field(
        default=False, description="Remove texts only where they are words of their own."
    )
    colour: Annotated[Literal["black", "white"], Labels({"black": "Black", "white": "White"})] = Field(
        default="black", description="What is painted over the places."
    )
    method: Annotated[
        Literal["auto", "picture"],
        Labels({"auto": "Rewrite pages where that is safe", "picture": "Make pictures of all such pages"}),
        Ui(group="advanced"),
    ] = Field(
        default="auto", description="How it is removed: pages that cannot be rewritten become pictures."
    )
    dpi: Annotated[Dpi, Ui(group="advanced")] = Field(
        default=200, description="How finely pages are drawn that become pictures."
    )

    @model_validator(mode="after")
    def _check_something(self) -> "PdfRedactOptions":
        if not (self.texts or self.patterns or self.kinds or self.places):
            raise ValueError("Say what to remove: texts, patterns, kinds or places")
        return self
