"""What `font-convert` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui


class FontConvertOptions(ToolOptions):
    """The format, and which characters to keep."""

    output_format: Annotated[
        Literal["ttf", "otf", "woff", "woff2"],
        Labels({"ttf": "TrueType", "otf": "OpenType (CFF)", "woff": "WOFF", "woff2": "WOFF2"}),
    ] = Field(description="The format to write.")
    keep: Annotated[
        Literal["all", "ascii", "latin", "text"],
        Labels(
            {"all": "All", "ascii": "ASCII", "latin": "Latin letters and signs", "text": "Those of a text"}
        ),
    ] = Field(default="all", description="Which characters to keep; fewer make a smaller file.")
    text: Annotated[str, Ui(visible_if={"keep": ["text"]})] = Field(
        default="", max_length=20_000, description="The characters to keep, in any order."
    )
    hinting: Annotated[bool, Ui(group="advanced")] = Field(
        default=True, description="Keep the instructions for coarse screens."
    )

    @model_validator(mode="after")
    def _has_characters(self) -> Self:
        if (self.keep == "text") != bool(self.text):
            raise ValueError("Give a text for keep 'text', and only for that.")
        return self


class FontFacts(BaseModel):
    """What the font holds now."""

    family: str = Field(description="The name of its family.")
    style: str = Field(description="Regular, Bold…")
    glyphs: int = Field(description="How many shapes it has.")
    characters: int = Field(description="How many characters it can show.")
    units_per_em: int = Field(description="The grid that its shapes are drawn on.")
    outlines: Literal["TrueType", "CFF", "none"] = Field(description="How its shapes are drawn.")
