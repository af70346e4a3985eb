"""`manage.py export_openapi_schema`."""

import json

from django.http import HttpRequest
from django.urls import resolve

from apps.meta.management.export_command import ExportCommand


class Command(ExportCommand):
    """Needs no database: the document is asked of the view that serves it."""

    help = (
        "Print the OpenAPI document, write it, or check that a file holds it.\n\n"
        "Example: uv run manage.py export_openapi_schema --output docs/openapi.json"
    )

    def content(self) -> str:
        """The document with one line for each value, so that changes can be read."""
        return f"{json.dumps(served_document(), indent=1, sort_keys=True)}\n"


def served_document() -> dict[str, object]:
    """The OpenAPI document as clients get it."""
    request = HttpRequest()
    request.method = "GET"
    document: dict[str, object] = json.loads(resolve("/api/v1/openapi.json").func(request).content)
    return document
