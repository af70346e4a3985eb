"""allauth's own description of signing in, made to fit beside ours."""

from typing import Any

from allauth.headless.spec.internal.schema import get_schema

from apps.config.openapi.references import redirected
from common.types import JsonObject

_PREFIX = "Auth"
_EXAMPLE_ID = "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
_SIGNED_IN = ("/account/", "/auth/session", "/auth/sessions", "/auth/reauthenticate")
_SESSION_TOKEN = {
    "type": "apiKey",
    "in": "header",
    "name": "X-Session-Token",
    "description": "What an app repeats between the steps of signing in.",
}


def add_sign_in(document: JsonObject) -> None:
    """Write allauth's paths and components into the document; theirs are prefixed."""
    schema = get_schema()
    # It invents another id each time; all the examples share the object of the first one.
    schema["components"]["examples"]["User"]["value"]["id"] = _EXAMPLE_ID
    schema["components"]["schemas"]["User"]["properties"]["id"]["example"] = _EXAMPLE_ID
    theirs = redirected(schema, redirect=_prefixed)
    document["components"]["securitySchemes"]["session_token"] = _SESSION_TOKEN
    for kind, members in theirs["components"].items():
        ours = document["components"].setdefault(kind, {})
        ours |= {f"{_PREFIX}{name}": _modern(member) for name, member in members.items()}
    for path, operations in theirs["paths"].items():
        if "/phone" in path:
            continue  # accounts have no phone number
        document["paths"][path] = {
            method: _modern(operation)
            | {"operationId": _operation_id(path, method), "tags": ["sign-in"], "security": _security(path)}
            for method, operation in operations.items()
        }


def _prefixed(target: str) -> str:
    kind, _, name = target.rpartition("/")
    return f"{kind}/{_PREFIX}{name}"


def _modern(value: Any) -> Any:
    """OpenAPI 3.0's `nullable` as 3.1 writes it."""
    if isinstance(value, list):
        return [_modern(child) for child in value]
    if not isinstance(value, dict):
        return value
    value = {key: _modern(child) for key, child in value.items()}
    if value.pop("nullable", False):
        return {"anyOf": [value, {"type": "null"}]}
    return value


def _operation_id(path: str, method: str) -> str:
    """`post_auth_login` for POST /_allauth/{client}/v1/auth/login."""
    words = path.split("/v1/")[1].replace("-", "_").replace("/", "_")
    return f"{method}_{words}"


def _security(path: str) -> list[JsonObject]:
    if not any(part in path for part in _SIGNED_IN):
        return []
    return [{"bearer": []}, {"session": []}, {"session_token": []}]
