"""What every run needs, done once ahead of it: a fork copies a page when it first writes to it."""

from pathlib import Path
from typing import Final

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun
from apps.tools.toolhost import protocol
from apps.tools.toolhost.jobs import Job, Outcome
from apps.tools.toolhost.protocol import Done, Ended, Order
from apps.tools.toolhost.work import process

NOWHERE: Final = Path("/nonexistent")
JOB: Final = Job(tool="nothing", options={}, workspace=NOWHERE)


class Nothing(BaseTool[NoOptions]):
    """Do nothing."""

    name = "nothing"
    title = "Nothing"
    category = "data"

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:  # noqa: ARG002 - the tools' signature
        """Nothing."""
        return ToolOutput()


NOTHING: Final = Nothing()


def rehearse_keeping() -> None:
    """Read a job, write an order and an outcome."""
    protocol.jobs.validate_json(protocol.jobs.dump_json(JOB))
    protocol.orders.dump_json(Order(job=JOB, uid=None, processes=1))
    done = protocol.child_messages.dump_json(Done(files=(), result=None, notes=()))
    protocol.child_messages.validate_json(done)
    protocol.keeper_messages.dump_json(Ended(outcome=Outcome()))


def rehearse_running() -> None:
    """Read an order, run a tool, write what it says."""
    order = protocol.orders.validate_json(protocol.orders.dump_json(Order(job=JOB, uid=None, processes=1)))
    protocol.child_messages.dump_json(process(NOTHING, order.job)(NOWHERE))
