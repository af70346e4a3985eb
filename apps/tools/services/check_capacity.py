"""Whether work for a tool can be taken on now: a worker that runs it, and room in the queue."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db.models.functions import Now

from apps.iam.models import User
from apps.tools.exceptions import QueueFullError, TooManyExecutionsError
from apps.tools.models import ToolExecution
from apps.tools.registry import Tool
from apps.tools.services.find_tool import check_tool_available

LONGEST = 60
"""Seconds after which a caller is told to try again, at most."""


def check_capacity(*, owner: User, tool: Tool, wanted: int = 1) -> None:
    """Raise ToolUnavailableError, TooManyExecutionsError or QueueFullError unless so many more can be queued.

    Requests that are checked at once may pass together, and then a limit is exceeded by their number.
    """
    check_tool_available(tool=tool)
    if tool.inline:
        return
    waiting = ToolExecution.objects.pending()
    for queue, limit, refusal in (
        (waiting.filter(owner=owner), settings.MAX_QUEUED_PER_USER, TooManyExecutionsError),
        (waiting, settings.MAX_QUEUED, QueueFullError),
    ):
        count = queue[:limit].count()  # stops at the limit, however many there are
        if count + wanted > limit:
            after = {"Retry-After": str(_pause())}
            raise refusal(count=count, wanted=wanted, limit=limit, headers=after)


def _pause() -> int:
    """Seconds in which one more will have left the queue, if it goes on as in the last minute."""
    ended = ToolExecution.objects.filter(finished_at__gte=Now() - timedelta(seconds=LONGEST))
    queued = ended.exclude(status="completed", worker="")  # others were run in their requests
    return ceil(LONGEST / max(queued[:LONGEST].count(), 1))
