"""Processes that fall silent and come back, and workers that are told to go."""

from signal import SIGCONT, SIGSTOP

import psutil

from tests.chaos.processes import below, name_ending, send, tool_hosts
from tests.chaos.scene import Scene

LONGER = 1.5
"""Leases that a zombie stays silent for."""


def silence_worker(scene: Scene) -> bool:
    """A whole worker, as when its host is gone; it comes back and must find itself fenced."""
    worker = scene.pick(scene.ready_workers())
    if worker is None:
        return False
    members = [worker, *below(worker)]
    scene.hurt(worker, fault="zombie", kind="host")
    send(SIGSTOP, members)
    scene.wait(scene.options.lease * LONGER)
    send(SIGCONT, members)
    return True


def freeze_tool_host(scene: Scene) -> bool:
    """A zygote that answers nobody; woken at last, for those that have not found it out."""
    worker = scene.pick(scene.ready_workers())
    host = worker and scene.pick(tool_hosts(worker))
    if worker is None or host is None:
        return False
    scene.hurt(worker, fault="frozen_tool_host", kind="tool")
    send(SIGSTOP, [host])
    scene.wait(scene.options.lease * LONGER)
    send(SIGCONT, [host])
    return True


def deploy(scene: Scene) -> bool:
    """SIGTERM for everyone who runs executions, one after the other; nothing of theirs may count as lost."""

    def before(worker: psutil.Process) -> None:
        if name_ending(worker):
            scene.hurt(worker, fault="deploy", kind="deploy")

    scene.wrong += scene.stand.deploy(before)
    return True
