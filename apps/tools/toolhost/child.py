"""The sandboxed child: waits for its order, enters its walls, works, and reports."""

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from apps.tools.base import BaseTool, InvalidInputError
from apps.tools.toolhost import protocol, sandbox
from apps.tools.toolhost.faults import exception_fault, memory_fault, sandbox_fault
from apps.tools.toolhost.house import House
from apps.tools.toolhost.protocol import ChildMessage, Failed, Order
from apps.tools.toolhost.rehearsal import rehearse_running
from apps.tools.toolhost.sandbox import Walls
from apps.tools.toolhost.work import Work, process, report, verify

NO_MEMORY: Final = 71
"""The exit status of a child that had no memory left to say so."""
OWN_WORKSPACE: Final = Path("/proc/self/cwd")
"""What a run calls its workspace when its user may not pass the directories above it."""


def serve(orders: int, *, house: House, keeper: int) -> NoReturn:
    """Wait for the one order that this child is for, and carry it out; called right after the fork.

    It is forked ahead, so that a run need not wait for that. No order is the end.
    """
    try:
        sandbox.die_with(keeper)
        rehearse_running()
        with open(orders, "rb") as lines:
            line = lines.readline()
        if line:
            order = protocol.orders.validate_json(line)
            tool = house.tools.get(order.job.tool)
            work = process(tool, order.job) if order.files is None else verify(order.files)
            _run(work, walls=_walls_for(order, tool=tool, house=house), keeper=keeper)
    except Exception:  # noqa: BLE001 - the keeper sees that nothing was answered, operators see this
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


def _walls_for(order: Order, *, tool: BaseTool[Any], house: House) -> Walls:
    return Walls(
        confinement=house.confinement,
        readable=(*house.readable, *(source.path for source in order.job.inputs)),
        workspace=order.job.workspace,
        uid=order.uid,
        limits=tool.limits,
        processes=order.processes,
        may_move=tool.changes_directory,
    )


def _run(work: Work, *, walls: Walls, keeper: int) -> NoReturn:
    """Enter the sandbox, do the work and end."""
    status, child = 1, os.getpid()
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, _end_in_order)
        entered = _enter(walls, keeper=keeper)
        message = _outcome_of(work, walls=walls) if entered else Failed(fault=sandbox_fault())
        if os.getpid() == child:  # and not what a tool forked, which has no say
            report(message)
        status = 0
    except MemoryError:
        status = NO_MEMORY
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_in_order(number: int, _frame: FrameType | None) -> NoReturn:
    """Let the tool clean up when its time is over; the keeper has noted why."""
    sys.exit(number)


def _enter(walls: Walls, *, keeper: int) -> bool:
    try:
        sandbox.enter(walls)
        # After the change of user, which forgets it.
        sandbox.die_with(keeper)
    except Exception:  # noqa: BLE001 - whatever failed, nothing may run without its walls
        traceback.print_exc()
        return False
    return True


def _outcome_of(work: Work, *, walls: Walls) -> ChildMessage:
    try:
        return work(_workspace_name(walls))
    except MemoryError:
        pass  # the answer is made when the frames of the tool, and what they hold, are gone
    except BaseException as error:  # noqa: BLE001 - a tool, or SIGTERM within it, may raise anything
        if not isinstance(error, InvalidInputError):
            traceback.print_exc()
        return Failed(fault=exception_fault(error, limits=walls.limits))
    return Failed(fault=memory_fault(walls.limits))


def _workspace_name(walls: Walls) -> Path:
    workspace = walls.workspace or OWN_WORKSPACE
    name = workspace if os.access(workspace, os.X_OK) else OWN_WORKSPACE
    os.environ.clear()
    os.environ.update(sandbox.environment(str(name)))
    return name
