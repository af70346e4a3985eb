"""References inside an OpenAPI document."""

from collections.abc import Callable
from typing import Any

SCHEMAS = "#/components/schemas/"


def reference(schema: str) -> dict[str, str]:
    """Where a schema is meant that stands among the components."""
    return {"$ref": f"{SCHEMAS}{schema}"}


def redirected(value: Any, *, redirect: Callable[[str], str]) -> Any:
    """A deep copy in which every reference leads elsewhere."""
    if isinstance(value, dict):
        return {
            key: redirect(child) if key == "$ref" else redirected(child, redirect=redirect)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [redirected(child, redirect=redirect) for child in value]
    return value
