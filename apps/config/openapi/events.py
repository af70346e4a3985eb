"""Event streams, which Ninja cannot describe: the names of the events, and what the data of each is."""

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from apps.config.openapi.references import SCHEMAS, reference
from apps.tools.schemas.events import EventOut, ProgressOut, ResetOut
from common.types import JsonObject

_EVENTS: dict[str, type[BaseModel]] = {"execution": EventOut, "progress": ProgressOut, "reset": ResetOut}
_STREAMS = ("/api/v1/events", "/api/v1/executions/{execution_id}/events")


def add_events(document: JsonObject) -> None:
    """Write the data of events into the components, and the streams' answers into their operations."""
    _, described = models_json_schema(
        [(model, "serialization") for model in _EVENTS.values()], ref_template=f"{SCHEMAS}{{model}}"
    )
    document["components"]["schemas"] = described["$defs"] | document["components"]["schemas"]
    data = {name: reference(model.__name__) for name, model in _EVENTS.items()}
    for path in _STREAMS:
        document["paths"][path]["get"]["responses"][200] = {
            "description": "Server-sent events; `x-events` has the data of each by its name.",
            "content": {"text/event-stream": {"schema": _each_event(data), "x-events": data}},
        }


def _each_event(data: JsonObject) -> JsonObject:
    """What one event of a stream is; OpenAPI has no words yet for the stream as a whole."""
    kinds = [
        {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "event": {"const": name},
                "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": schema},
            },
            "required": ["event", "data"],
        }
        for name, schema in data.items()
    ]
    return {"oneOf": kinds}
