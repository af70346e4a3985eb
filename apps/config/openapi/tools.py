"""Every tool's own operations, exactly typed; the two generic routes serve them all."""

from typing import Any

from pydantic import BaseModel

from apps.config.openapi.references import SCHEMAS, redirected, reference
from apps.tools.base import BaseTool
from apps.tools.batching import MAX_FILES
from apps.tools.registry import get_tool_registry
from common.types import JsonObject

_BYTES = {"type": "string", "format": "binary"}
_GENERIC = "/api/v1/tools/{tool}"
_DESCRIPTIONS = {"ExecutionIn": "A run of", "BatchIn": "Many files, each by itself, for"}

Tool = BaseTool[Any]


def add_tools(document: JsonObject) -> None:
    """Write every tool's paths and schemas beside the generic ones, which answer with the union of them."""
    schemas = document["components"]["schemas"]
    plain = schemas.pop("ExecutionOut")
    document |= _answering(document, schema="AnyExecutionOut")
    schemas = document["components"]["schemas"]
    schemas["ExecutionOut"] = plain
    for tool in get_tool_registry():
        ToolDocument(document, tool).add()
    names = {tool.name: f"{SCHEMAS}{_pascal(tool)}ExecutionOut" for tool in get_tool_registry()}
    schemas["AnyExecutionOut"] = {
        "description": "An execution, by its tool; that of a tool that was removed is an ExecutionOut.",
        "oneOf": [{"$ref": name} for name in names.values()],
        "discriminator": {"propertyName": "tool", "mapping": names},
    }
    run = document["paths"][f"{_GENERIC}/run"]["post"]
    run["requestBody"] = _form(schemas, {"file": _BYTES}, additional=_BYTES)
    document["paths"]["/api/v1/convert"]["post"]["requestBody"] = _conversion(schemas)


class ToolDocument:
    """What one tool adds to the document."""

    def __init__(self, document: JsonObject, tool: Tool) -> None:
        self._paths = document["paths"]
        self._schemas = document["components"]["schemas"]
        self._tool = tool
        self._name = _pascal(tool)

    def add(self) -> None:
        """Its schemas, and its operations."""
        options = self._add_model(self._tool.options_type, suffix="Options")
        needs_options = ["options"] if "required" in self._schemas[f"{self._name}Options"] else []
        self._add_answer(options)
        least = sum(role.min for role in self._tool.inputs)
        most = sum(role.max for role in self._tool.inputs)
        self._add_body("ExecutionIn", options, required=needs_options, bounds=(least, most))
        word = self._tool.name.replace("-", "_")
        start = self._add_operation("executions", operation_id=f"create_{word}_execution")
        start["requestBody"] = self._json_body("ExecutionIn")
        if self._tool.inputs and least <= 1:
            self._add_body("BatchIn", options, required=needs_options, bounds=(1, MAX_FILES))
            batch = self._add_operation("batches", operation_id=f"create_{word}_batch")
            batch["requestBody"] = self._json_body("BatchIn")
        if self._tool.inputs:
            run = self._add_operation("run", operation_id=f"run_{word}")
            needed = [_part(role.role) for role in self._tool.inputs if role.min]
            parts = {
                _part(role.role): _BYTES if role.max == 1 else {"type": "array", "items": _BYTES}
                for role in self._tool.inputs
            }
            run["requestBody"] = _form(
                self._schemas, {**parts, "options": options}, required=[*needed, *needs_options]
            )

    def _add_model(self, model: type[BaseModel], *, suffix: str) -> JsonObject:
        """The model's schema, and under the tool's name those that it is made of."""
        schema = model.model_json_schema(ref_template=f"{SCHEMAS}{self._name}{{model}}")
        for name, part in schema.pop("$defs", {}).items():
            self._schemas[f"{self._name}{name}"] = part
        self._schemas[f"{self._name}{suffix}"] = schema
        return dict(reference(f"{self._name}{suffix}"))

    def _add_answer(self, options: JsonObject) -> None:
        nothing: JsonObject = {"type": "null"}
        model = self._tool.result_type
        properties = {
            "tool": {"const": self._tool.name},
            "options": options,
            "result": {"anyOf": [self._add_model(model, suffix="Result"), nothing]} if model else nothing,
        }
        self._schemas[f"{self._name}ExecutionOut"] = {
            "description": f"An execution of {self._tool.name}.",
            "allOf": [reference("ExecutionOut"), {"type": "object", "properties": properties}],
        }

    def _add_body(
        self, kind: str, options: JsonObject, *, required: list[str], bounds: tuple[int, int]
    ) -> None:
        generic = self._schemas[kind]
        least, most = bounds
        inputs = generic["properties"]["inputs"] | {"minItems": least, "maxItems": most}
        if least:
            inputs.pop("default", None)
        self._schemas[f"{self._name}{kind}"] = generic | {
            "title": f"{self._name}{kind}",
            "description": f"{_DESCRIPTIONS[kind]} {self._tool.name}.",
            "properties": generic["properties"] | {"options": options, "inputs": inputs},
            "required": [*(["inputs"] if least else []), *required],
        }

    def _json_body(self, kind: str) -> JsonObject:
        content = {"application/json": {"schema": reference(f"{self._name}{kind}")}}
        return {"content": content, "required": True}

    def _add_operation(self, action: str, *, operation_id: str) -> JsonObject:
        """A copy of the generic operation at the tool's own address."""
        generic = self._paths[f"{_GENERIC}/{action}"]["post"]
        operation = _answering(generic, schema=f"{self._name}ExecutionOut") | {
            "operationId": operation_id,
            "summary": self._tool.title,
            "description": f"{self._tool.description}\n\n{generic['description']}",
            "tags": [self._tool.category],
            "parameters": [item for item in generic["parameters"] if item["name"] != "tool"],
            "deprecated": self._tool.deprecated,
        }
        self._paths[f"/api/v1/tools/{self._tool.name}/{action}"] = {"post": operation}
        return operation


def _conversion(schemas: JsonObject) -> JsonObject:
    """The body of a conversion, as JSON or with its file: a run that names a target instead of a tool."""
    target = {"to": {"type": "string", "maxLength": 20, "description": "The wanted format's id."}}
    generic = schemas["ExecutionIn"]
    schemas["ConvertIn"] = generic | {
        "title": "ConvertIn",
        "description": "A file, and the format that is wanted.",
        "properties": generic["properties"] | target,
        "required": ["inputs", "to"],
    }
    form = _form(schemas, {"file": _BYTES, **target}, required=["file", "to"])
    content = {"application/json": {"schema": reference("ConvertIn")}, **form["content"]}
    return {"content": content, "required": True}


def _form(
    schemas: JsonObject, parts: JsonObject, *, required: list[str] | None = None, additional: Any = False
) -> JsonObject:
    """A multipart body: files, options, and the fields that every run may have."""
    generic = schemas["ExecutionIn"]["properties"]
    fields = {name: generic[name] for name in ("options", "output_name", "metadata", "expires_in")}
    schema = {
        "type": "object",
        "properties": fields | parts,
        "required": required or [],
        "additionalProperties": additional,
    }
    return {"content": {"multipart/form-data": {"schema": schema}}, "required": True}


def _answering(value: JsonObject, *, schema: str) -> JsonObject:
    """The same with this schema wherever an execution is answered."""
    executions = {f"{SCHEMAS}ExecutionOut", f"{SCHEMAS}AnyExecutionOut"}
    answer: JsonObject = redirected(
        value, redirect=lambda found: f"{SCHEMAS}{schema}" if found in executions else found
    )
    return answer


def _part(role: str) -> str:
    """The name of a form's part; the file of the only role that most tools have is called `file`."""
    return "file" if role == "source" else role


def _pascal(tool: Tool) -> str:
    return "".join(word.capitalize() for word in tool.name.split("-"))
