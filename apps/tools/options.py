"""What a caller may choose: typed options that are also enough to draw a form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, SecretStr
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Labels:
    """Titles of a choice's values, for `Annotated[Literal[…], Labels({"jpg": "JPEG"})]`."""

    titles: Mapping[str, str]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        values = schema.pop("enum", None) or [schema.pop("const")]
        schema.pop("type", None)
        return schema | {"oneOf": [{"const": value, "title": self.titles[value]} for value in values]}

    def __hash__(self) -> int:
        return hash(tuple(self.titles.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ui:
    """How a form presents an option; `visible_if` maps another option to the values that show this one."""

    group: Literal["basic", "advanced"] = "basic"
    unit: str | None = None
    visible_if: Mapping[str, Sequence[str]] | None = None

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        hints = {"group": self.group, "unit": self.unit, "visible_if": self.visible_if}
        return handler(core) | {"x-ui": {key: value for key, value in hints.items() if value is not None}}

    def __hash__(self) -> int:
        return hash((self.group, self.unit, json.dumps(self.visible_if, default=list)))


class ToolOptions(BaseModel):
    """Base class of a tool's options. An unknown option is an error, not a silent typo."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for order, option in enumerate(properties.values()):
            option["x-ui"] = {"group": "basic", "order": order} | option.get("x-ui", {})
        return schema


Password = Annotated[SecretStr, Field(max_length=256)]
"""An option that is never shown or kept: encrypted until the execution ends, then erased."""


class NoOptions(ToolOptions):
    """For tools that have nothing to choose."""


OptionsT = TypeVar("OptionsT", bound=ToolOptions)
