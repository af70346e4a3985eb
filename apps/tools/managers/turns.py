"""Turns: the places in the line by which owners are served one after the other (start-time fair queuing)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Subquery
from django.db.models.functions import Coalesce, Greatest, Now

if TYPE_CHECKING:
    from apps.tools.models import ToolExecution


def take_turns(drafts: Sequence["ToolExecution"]) -> None:
    """Give new executions, all of one owner and one priority, their turns and the time they may wait.

    The caller's transaction must write them: until its end no other request of this owner gets a turn.
    """
    first = drafts[0]
    same = type(first).objects.filter(priority=first.priority)
    turns = (
        same.in_line(),  # where the line is now
        same.processing().order_by("turn"),  # also when none of those that wait can be claimed
        same.pending().filter(owner=first.owner_id).order_by("-turn"),
    )
    last = Greatest(*(Coalesce(Subquery(line.values("turn")[:1]), 0) for line in turns))
    owner = get_user_model().objects.filter(pk=first.owner_id)
    owner.select_for_update(no_key=True).values("pk").get()
    turn, now = owner.values_list(last, Now()).get()
    for number, draft in enumerate(drafts, start=1):
        draft.turn = turn + number
        draft.deadline_at = now + settings.QUEUE_TIMEOUT
