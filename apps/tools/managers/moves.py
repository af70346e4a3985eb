"""One step of one execution: its row and its event, or neither."""

from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery

from apps.tools.managers.leases import LeasedExecutionQuerySet
from apps.tools.managers.recording import record_event

if TYPE_CHECKING:
    from apps.tools.models import ToolExecution


class MovableExecutionQuerySet(LeasedExecutionQuerySet):
    """Executions that go from one state to the next."""

    def _move(
        self, where: Q, *, event: str, data: dict[str, Any] | None = None, **changes: Any
    ) -> "ToolExecution | None":
        """Change the one row that is still in the expected state and append its event."""
        found = self.filter(where)._change(event_seq=F("event_seq") + 1, updated_at=Now(), **changes)
        for execution in found:
            record_event(execution, type=event, data=data)
        return found[0] if found else None

    def _change(self, **changes: Any) -> list["ToolExecution"]:
        """An `update` that says what the rows are then, in one statement; Django 5 has none."""
        query = cast("UpdateQuery", self.query.chain(UpdateQuery))
        query.add_update_values(changes)
        query.clear_ordering(force=True)
        statement, parameters = query.get_compiler(self.db).as_sql()
        return list(self.model.objects.using(self.db).raw(f"{statement} RETURNING *", parameters))
