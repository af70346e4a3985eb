"""Turns: the places in the line by which owners are served one after the other (start-time fair queuing)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import Subquery
from django.db.models.functions import Coalesce, Greatest, Now

from apps.tools.managers.compiled import MARKER, Statement

if TYPE_CHECKING:
    from apps.tools.models import ToolExecution


def take_turns(drafts: Sequence["ToolExecution"]) -> None:
    """Give new executions, all of one owner and one priority, their turns and the time they may wait.

    The caller's transaction must write them: until its end no other request of this owner gets a turn.
    """
    first = drafts[0]
    owner = get_user_model().objects.filter(pk=first.owner_id)
    now = owner.select_for_update(no_key=True).values_list(Now(), flat=True).get()
    turn = _last_turn(first)
    for number, draft in enumerate(drafts, start=1):
        draft.turn = turn + number
        draft.deadline_at = now + settings.QUEUE_TIMEOUT


def _last_turn(draft: "ToolExecution") -> int:
    """After which turn its own comes."""
    model, using = type(draft), type(draft).objects.db
    statement = _statement(model, using, draft.priority, settings.MAX_RUNNING_PER_USER)
    with connections[using].cursor() as cursor:
        cursor.execute(statement.text, statement.parameters_for(draft.owner_id, using=using))
        return int(cursor.fetchone()[0])


@lru_cache
def _statement(model: "type[ToolExecution]", using: str, priority: int, _most_running: int) -> Statement:
    """`_most_running` is in the SQL of the line: with another limit it is another statement."""
    same = model.objects.filter(priority=priority)
    turns = (
        same.in_line(),  # where the line is now
        same.processing().order_by("turn"),  # also when none of those that wait can be claimed
        same.pending().filter(owner=MARKER).order_by("-turn"),
    )
    last = Greatest(*(Coalesce(Subquery(line.values("turn")[:1]), 0) for line in turns))
    query = get_user_model().objects.filter(pk=MARKER).values_list(last).query
    return Statement(*query.get_compiler(using).as_sql())
