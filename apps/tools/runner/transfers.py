"""Moves files from and to a storage that may be slow or fail, for a run that may be stopped meanwhile."""

import threading
from collections.abc import Callable, Sequence
from random import uniform

from loguru import logger

from apps.tools.active_runs import HeldLease


class StoppedError(Exception):
    """The run was stopped; its lease says why."""


class StorageFailedError(Exception):
    """The storage failed at every try; the message is for the owner."""


class Errand(threading.Thread):
    """Something slow that nobody can interrupt; abandoned, it is undone as soon as it is done."""

    def __init__(self, action: Callable[[], None], *, undo: Callable[[], None], lease: HeldLease) -> None:
        super().__init__(name="transfer", daemon=True)
        self.is_done = False
        self.error: BaseException | None = None
        self._action = action
        self._undo = undo
        self._lease = lease
        self._changing = threading.Lock()
        self._is_abandoned = False

    def run(self) -> None:
        """Do it."""
        try:
            self._action()
        except BaseException as error:  # noqa: BLE001 - it belongs to who waits
            self.error = error
        with self._changing:
            self.is_done = True
            is_abandoned = self._is_abandoned
        if is_abandoned:
            self._undo()
        self._lease.wake()

    def abandon(self) -> None:
        """Wait no longer for it."""
        with self._changing:
            self._is_abandoned = True
            is_done = self.is_done
        if is_done:
            self._undo()


def do_unless_stopped(
    action: Callable[[], None], *, lease: HeldLease, undo: Callable[[], None] = lambda: None
) -> None:
    """Do it, and raise StoppedError as soon as the run is stopped; then `undo` follows, sooner or later."""
    errand = Errand(action, undo=undo, lease=lease)
    errand.start()
    if lease.wait(None, until=lambda: errand.is_done):
        errand.abandon()
        raise StoppedError
    if errand.error is not None:
        raise errand.error


def insist(
    action: Callable[[], None],
    *,
    lease: HeldLease,
    pauses: Sequence[float],
    failure: str,
    undo: Callable[[], None] = lambda: None,
    is_hopeless: Callable[[Exception], bool] = lambda _: False,
) -> None:
    """Do it again after each pause until it succeeds.

    Raises StorageFailedError after the last, StoppedError, and at once what is hopeless.
    """
    for pause in (*pauses, None):
        try:
            do_unless_stopped(action, lease=lease, undo=undo)
        except StoppedError:
            raise
        except Exception as error:
            if is_hopeless(error):
                raise
            if pause is None:
                logger.exception(failure)
                raise StorageFailedError(f"{failure} Retry it later.") from error
            logger.warning("{} Trying again: {}", failure, type(error).__name__)
        else:
            return
        if lease.wait(pause * uniform(0.5, 1.5)):  # noqa: S311 - not a secret
            raise StoppedError
