"""Takes executions for one worker: thread by thread, and begins a suspect only when all others have ended."""

import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from time import monotonic
from uuid import UUID, uuid4

from django.conf import settings
from django.db import Error

from apps.tools.active_runs import ActiveRuns, HeldLease
from apps.tools.managers.claiming import SUSPECTED
from apps.tools.models import ToolExecution
from apps.tools.runner.persistence import OutcomeUnknownError, persist


class Claims:
    """One a worker; without it, a thread could take something beside a suspect another has just taken."""

    def __init__(self) -> None:
        self._claiming = threading.Lock()
        self._has_suspect = False

    @contextmanager
    def take(
        self, active: ActiveRuns, *, worker: str, tools: Collection[str] | None
    ) -> Iterator[tuple[ToolExecution, HeldLease] | None]:
        """The next execution, of these tools if said, held meanwhile; None when this worker may take none."""
        with ExitStack() as held:
            with self._claiming:
                token, asked_at = uuid4(), monotonic()
                execution = None if self._has_suspect else _claim(active, worker, token, tools)
                if execution is None:
                    taken = None
                else:
                    taken = execution, held.enter_context(active.holding(token, since=asked_at))
                    if execution.lost >= SUSPECTED:
                        held.enter_context(self._holding_suspect())
            if taken and taken[0].lost >= SUSPECTED:
                active.wait_for_the_others(taken[1])
            yield taken

    @contextmanager
    def _holding_suspect(self) -> Iterator[None]:
        self._has_suspect = True
        try:
            yield
        finally:
            self._has_suspect = False


def _claim(
    active: ActiveRuns, worker: str, token: UUID, tools: Collection[str] | None
) -> ToolExecution | None:
    try:
        return ToolExecution.objects.claim(worker=worker, token=token, lease=settings.LEASE, tools=tools)
    except Error:
        _hand_back_unknown(active, token)
        raise


def _hand_back_unknown(active: ActiveRuns, token: UUID) -> None:
    """The claim may have landed although it failed, and nobody would know of it until its lease is over."""
    with active.holding(token, since=monotonic()) as lease, suppress(OutcomeUnknownError):
        persist(lambda: ToolExecution.objects.hand_back(token=token), lease=lease)
