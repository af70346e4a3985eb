"""Moves many executions at once, in few queries; each gets its own events, as if it had been alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from apps.tools.managers.claiming import ClaimableExecutionQuerySet
from apps.tools.managers.recording import record_events
from apps.tools.managers.turns import take_turns

if TYPE_CHECKING:
    from apps.tools.models import StoredFile, ToolExecution


class BulkExecutionQuerySet(ClaimableExecutionQuerySet):
    """Executions that are begun, stopped or hidden together."""

    def enqueue_all(
        self, drafts: Sequence["ToolExecution"], *, inputs: Sequence[tuple[str, "StoredFile"]]
    ) -> None:
        """Write new executions of one owner, which take one input each and join the line in this order."""
        for draft, (_, file) in zip(drafts, inputs, strict=True):
            draft.input_bytes = file.size
            draft.event_seq = 1
        if not drafts:
            return
        with transaction.atomic():
            take_turns(drafts)
            self.bulk_create(drafts)
            link = self.model._meta.get_field("input_links").related_model
            link._base_manager.bulk_create(
                link(execution=draft, role=role, file=file, position=0)
                for draft, (role, file) in zip(drafts, inputs, strict=True)
            )
            record_events(drafts, type="created")

    def cancel_all(self) -> dict[UUID, str]:
        """End those that wait, and ask the workers that have others to stop; says what each was until now.

        All rows are held meanwhile, so that none slips from one state to the other unseen.
        """
        with transaction.atomic():
            rows = self.unended().order_by("pk").select_for_update()
            found = list(rows.values_list("pk", "status", "cancel_requested_at"))
            self._move_all(
                [pk for pk, status, _ in found if status == "pending"],
                event="cancelled",
                status="cancelled",
                finished_at=Now(),
                secrets="",
            )
            self._move_all(
                [pk for pk, status, asked in found if status == "processing" and asked is None],
                event="cancel_requested",
                cancel_requested_at=Now(),
            )
        return {pk: status for pk, status, _ in found}

    def hide_all(self) -> None:
        """Let their owner see them no more; their idempotency keys are free again."""
        self.update(deleted_at=Now(), updated_at=Now(), idempotency_key=None)

    def _move_all(self, keys: Sequence[UUID], *, event: str, **changes: Any) -> None:
        """Change rows that the caller holds, and append their events."""
        rows = self.model.objects.filter(pk__in=keys)
        if keys:
            rows.update(event_seq=F("event_seq") + 1, updated_at=Now(), **changes)
            record_events(list(rows.order_by("pk")), type=event)
