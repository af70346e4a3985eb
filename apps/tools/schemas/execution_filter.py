"""Which executions a list should hold."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact
from django.http import HttpRequest
from ninja import Schema
from pydantic import AwareDatetime, Field

from apps.tools.managers.executions import ToolExecutionQuerySet
from apps.tools.models import ExecutionInput, ToolExecution

METADATA_PREFIX = "metadata."


class ExecutionFilter(Schema):
    """Every condition must hold; `metadata.KEY=value` is one too."""

    id: list[UUID] = Field(default=[], max_length=200, description="Any of these ids.")
    status: list[ToolExecution.Status] = Field(default=[], description="Any of these.")
    tool: str | None = Field(default=None, max_length=60, description="The tool's name.")
    batch_id: UUID | None = Field(default=None, description="The batch it belongs to.")
    q: str | None = Field(default=None, max_length=200, description="Part of an input's file name.")
    created_after: AwareDatetime | None = Field(default=None, description="Accepted later than this.")
    created_before: AwareDatetime | None = Field(default=None, description="Accepted earlier than this.")
    updated_after: AwareDatetime | None = Field(default=None, description="Changed later than this.")

    def narrow(self, rows: ToolExecutionQuerySet, *, request: HttpRequest) -> ToolExecutionQuerySet:
        """Those of the rows that were asked for."""
        conditions = {
            "pk__in": self.id,
            "status__in": self.status,
            "tool": self.tool,
            "batch_id": self.batch_id,
            "created_at__gt": self.created_after,
            "created_at__lt": self.created_before,
            "updated_at__gt": self.updated_after,
        }
        rows = rows.filter(**{name: value for name, value in conditions.items() if value})
        if self.q:
            named = ExecutionInput.objects.filter(execution=OuterRef("pk"), file__name__icontains=self.q)
            rows = rows.filter(Exists(named))
        for parameter, value in request.GET.items():
            if parameter.startswith(METADATA_PREFIX):
                # Not a lookup by name, which would read `order__gt` as an operator.
                kept = KeyTextTransform(parameter.removeprefix(METADATA_PREFIX), "metadata")
                rows = rows.filter(Exact(kept, Value(value)))
        return rows
