"""SQL that is compiled once: for some statements Django takes ten times as long as the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connections

MARKER: Final = UUID("00000000-0000-4000-8000-6d61726b6572")
"""Stands in a query for the identifier that each call has of its own."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement for one kind of database, with its parameters, among them MARKER."""

    text: str
    parameters: Sequence[Any]

    def parameters_for(self, value: UUID, *, using: str) -> list[Any]:
        """Those of one call."""
        is_native = connections[using].features.has_native_uuid_field
        marker, wanted = (one if is_native else one.hex for one in (MARKER, value))
        return [wanted if parameter == marker else parameter for parameter in self.parameters]
