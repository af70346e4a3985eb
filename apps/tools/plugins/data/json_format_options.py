"""What `json-format` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.data.json_schemas import SchemaError

Indent = Literal["2", "4", "tab"]
INDENTS: dict[Indent, str] = {"2": "  ", "4": "    ", "tab": "\t"}


class JsonFormatOptions(ToolOptions):
    """Readable unless said otherwise."""

    style: Annotated[Literal["pretty", "minify"], Labels({"pretty": "Readable", "minify": "Small"})] = Field(
        default="pretty", description="A line for each entry, or everything on one line."
    )
    indent: Annotated[
        Indent, Labels({"2": "2 spaces", "4": "4 spaces", "tab": "Tab"}), Ui(visible_if={"style": ["pretty"]})
    ] = Field(default="2", description="What each level is moved in by.")
    sort_keys: bool = Field(default=False, description="Bring the keys of every object into order.")


class JsonFormatResult(BaseModel):
    """What was found on the way."""

    valid: bool | None = Field(description="Whether the file is as the schema says; null without a schema.")
    errors: list[SchemaError] = Field(description="Where it is not, at most 100.")
    duplicate_keys: list[str] = Field(description="JSON pointers of keys that are repeated, at most 100.")
    depth: int = Field(description="How deep lists and objects are nested.")
