"""One step of one execution: its row and its event, or neither."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery

from apps.tools.managers.compiled import Statement
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
        statement = self._compile_move(where, **changes)
        return self._make(statement.text, statement.parameters, event=event, data=data)

    def _compile_move(self, where: Q, **changes: Any) -> Statement:
        """An `update` that says what the row is then, in one statement; Django 5 has none."""
        query = cast("UpdateQuery", self.filter(where).query.chain(UpdateQuery))
        query.add_update_values({"event_seq": F("event_seq") + 1, "updated_at": Now(), **changes})
        query.clear_ordering(force=True)
        text, parameters = query.get_compiler(self.db).as_sql()
        return Statement(f"{text} RETURNING *", parameters)

    def _make(
        self, text: str, parameters: Sequence[Any], *, event: str, data: dict[str, Any] | None
    ) -> "ToolExecution | None":
        """Make a move that was compiled, and append its event."""
        found = list(self.model.objects.using(self.db).raw(text, parameters))
        for execution in found:
            record_event(execution, type=event, data=data)
        return found[0] if found else None
