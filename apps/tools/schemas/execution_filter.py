"""Which executions a list should hold."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact, IsNull
from django.http import HttpRequest
from ninja import Schema
from pydantic import AwareDatetime, Field

from apps.tools.managers.executions import ToolExecutionQuerySet
from apps.tools.models import ExecutionInput, ToolExecution

METADATA_PREFIX = "metadata."
CLOCK_ERROR = timedelta(hours=1)
"""Keys hold a time of the API's clock, from before the files were kept; `created_at` is the database's."""


class ExecutionFilter(Schema):
    """Every condition must hold; `metadata.KEY=value` is one too.

    With it, `q` or `updated_after`, a page looks through many executions but not all: it may then hold fewer
    than `limit`, even none, while `next_cursor` leads on.
    """

    id: list[UUID] = Field(default=[], max_length=200, description="Any of these ids.")
    status: list[ToolExecution.Status] = Field(default=[], description="Any of these.")
    tool: str | None = Field(default=None, max_length=60, description="The tool's name.")
    batch_id: UUID | None = Field(default=None, description="The batch it belongs to.")
    q: str | None = Field(
        default=None, max_length=200, description="Part of an input's file name; a page may be short."
    )
    created_after: AwareDatetime | None = Field(default=None, description="Accepted later than this.")
    created_before: AwareDatetime | None = Field(default=None, description="Accepted earlier than this.")
    updated_after: AwareDatetime | None = Field(
        default=None, description="Changed later than this; a page may be short."
    )

    def narrow(self, rows: ToolExecutionQuerySet) -> ToolExecutionQuerySet:
        """Those of the rows that were asked for, by what an index finds in the order of the keys."""
        conditions = {
            "pk__in": self.id,
            "status__in": self.status,
            "tool": self.tool,
            "batch_id": self.batch_id,
            "created_at__gt": self.created_after,
            "created_at__lt": self.created_before,
            "pk__gt": self.created_after and first_key(self.created_after, -CLOCK_ERROR),
        }
        return rows.filter(**{name: value for name, value in conditions.items() if value})

    @property
    def before(self) -> UUID | None:
        """What every key is less than."""
        return first_key(self.created_before, +CLOCK_ERROR) if self.created_before else None

    def search(self, request: HttpRequest) -> Q:
        """What must be looked for row by row."""
        wanted = Q(updated_at__gt=self.updated_after) if self.updated_after else Q()
        if self.q:
            named = ExecutionInput.objects.filter(execution=OuterRef("pk"), file__name__icontains=self.q)
            # Not EXISTS, which PostgreSQL may turn around and begin with all files there are.
            wanted &= Q(IsNull(Subquery(named.values("pk")[:1]), False))  # noqa: FBT003 - a lookup's arguments
        for parameter, value in request.GET.items():
            if parameter.startswith(METADATA_PREFIX):
                # Not a lookup by name, which would read `order__gt` as an operator.
                kept = KeyTextTransform(parameter.removeprefix(METADATA_PREFIX), "metadata")
                wanted &= Q(Exact(kept, Value(value)))
        return wanted


def first_key(moment: datetime, later: timedelta) -> UUID:
    """The least UUIDv7 of the millisecond that comes so much later."""
    milliseconds = int((moment.timestamp() + later.total_seconds()) * 1000)
    return UUID(int=min(max(milliseconds, 0), 2**48 - 1) << 80 | 0x7 << 76 | 0b10 << 62)
