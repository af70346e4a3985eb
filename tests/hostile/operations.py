"""The operations of the API, as its document names them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
"""Held to the code by another test."""
METHODS = ("get", "post", "put", "patch", "delete")
OF_OTHER_TOOLS = re.compile(r"/api/v1/tools/(?!text-charset/|\{)[^/]+/.+")
"""The document has three paths for each tool, and the code three for all; options have tests of their own."""


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        """Its name in the document."""
        return str(self.described["operationId"])

    @property
    def scope(self) -> str | None:
        """What an API key needs; None where no key is accepted, or nothing is needed."""
        return self.described.get("x-required-scope")

    @property
    def is_open(self) -> bool:
        """Whether it answers anyone."""
        return not self.described.get("security") or {} in self.described["security"]

    @property
    def takes_keys(self) -> bool:
        """Whether an API key may be enough."""
        return any("api_key" in way for way in self.described.get("security", ()))

    @property
    def reads(self) -> bool:
        """Whether a key that may only read is enough."""
        return self.scope is not None and self.scope.endswith(":read")

    @property
    def has_id(self) -> bool:
        """Whether its path names a thing by its id."""
        return any(it["schema"].get("format") == "uuid" for it in self.parameters("path"))

    def parameters(self, place: str) -> list[dict[str, Any]]:
        """Those of its path, its query or its header."""
        return [it for it in self.described.get("parameters", ()) if it["in"] == place]

    @cached_property
    def fields(self) -> list[str]:
        """What the object may have that it takes as JSON."""
        content = self.described.get("requestBody", {}).get("content", {})
        return sorted(_properties(content.get("application/json", {}).get("schema", {})))


def operations() -> Iterator[Operation]:
    """All of our own; signing in has tests of its own."""
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item and path.startswith("/api/") and not OF_OTHER_TOOLS.fullmatch(path):
                yield Operation(method, path, item[method])


def _properties(schema: dict[str, Any]) -> set[str]:
    if reference := schema.get("$ref"):
        return _properties(DOCUMENT["components"]["schemas"][reference.rsplit("/", 1)[1]])
    several = [*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return set(schema.get("properties", ())).union(*map(_properties, several))
