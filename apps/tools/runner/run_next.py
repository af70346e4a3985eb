"""Claims the best pending execution and sees it through."""

from collections.abc import Collection
from pathlib import Path

from loguru import logger

from apps.tools.batching import expand_batches
from apps.tools.models import ToolExecution
from apps.tools.runner.persistence import OutcomeUnknownError, persist
from apps.tools.runner.run import Run
from apps.tools.runner.workplace import Workplace
from apps.tools.toolhost.workspaces import clear_workspace
from apps.tools.toolhost.zygote_process import ToolHostError
from common.logging import bound


def run_next(place: Workplace, *, tools: Collection[str] | None = None) -> bool:
    """Claim the best pending execution, of these tools if said, and run it; False when none could be run."""
    with place.claims.take(place.active, worker=place.worker, tools=tools) as taken:
        if taken is None:
            return False
        execution, lease = taken
        workspace = place.workspaces / place.worker / str(lease.token)
        with bound(execution=str(execution.pk), request_id=execution.request_id):
            try:
                Run(place=place, execution=execution, lease=lease, workspace=workspace).carry_out()
            except OutcomeUnknownError:
                logger.warning("The database does not say how the run ended; whoever looks next will know.")
            except ToolHostError as error:
                logger.error("The execution goes back: {}", error)
                persist(lambda: ToolExecution.objects.hand_back(token=lease.token), lease=lease)
                return False
            except Exception:  # noqa: BLE001 - whatever it is, the execution must not wait for its lease
                logger.exception("The run broke off; the execution goes back.")
                persist(lambda: ToolExecution.objects.release_lost(execution), lease=lease)
            finally:
                _clear(workspace)
    if execution.unlisted:
        expand_batches()
    return True


def _clear(workspace: Path) -> None:
    try:
        clear_workspace(workspace)
    except OSError:
        logger.exception("The workspace stays until this worker has ended.")
