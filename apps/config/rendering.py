"""How answers become JSON: one way for all of them, also for those that are written without Ninja."""

from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic_core import to_json


class JsonRenderer(BaseRenderer):
    """Writes times to the microsecond, as they are kept, so that a client can give them back exactly."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """The JSON text of what an operation returned."""
        return to_json(data)
