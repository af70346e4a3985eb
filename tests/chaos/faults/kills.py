"""SIGKILL, for one process or for many."""

from collections.abc import Callable
from signal import SIGKILL

import psutil

from tests.chaos.processes import below, keepers, send, tool_hosts, tools
from tests.chaos.scene import Scene
from tests.chaos.stand import processes_of_api
from tests.chaos.stands import EmbeddedStand


def kill_worker(scene: Scene) -> bool:
    """The process that claims; its tools must not outlive it."""
    return _kill_worker(scene, fault="worker", members=lambda worker: [worker])


def kill_worker_with_all_below(scene: Scene) -> bool:
    """At once, as a container that is killed."""
    return _kill_worker(scene, fault="group", members=lambda worker: [worker, *below(worker)])


def kill_supervisor(scene: Scene) -> bool:
    """The parts must follow it, and the next one find port and lock free."""
    assert isinstance(scene.stand, EmbeddedStand)
    supervisors = scene.stand.supervisors()
    for worker in scene.stand.workers():
        scene.hurt(worker, fault="supervisor", kind="process")
    return send(SIGKILL, supervisors) > 0


def kill_everything(scene: Scene) -> bool:
    """All processes of the product, as a power failure."""
    roots = [*scene.stand.workers(), *scene.stand.servers()]
    if isinstance(scene.stand, EmbeddedStand):
        roots = scene.stand.supervisors()
    for worker in scene.stand.workers():
        scene.hurt(worker, fault="everything", kind="process")
    return send(SIGKILL, [member for root in roots for member in [root, *below(root)]]) > 0


def kill_server(scene: Scene) -> bool:
    """Granian's first process."""
    return send(SIGKILL, scene.stand.servers()) > 0


def kill_process_of_api(scene: Scene) -> bool:
    """One that answers requests."""
    victim = scene.pick(processes_of_api(scene.stand))
    return victim is not None and send(SIGKILL, [victim]) > 0


def kill_tool_host(scene: Scene) -> bool:
    """A worker's zygote, with whatever it has begun."""
    return _kill_below_worker(scene, fault="tool_host", find=tool_hosts)


def kill_keeper(scene: Scene) -> bool:
    """Who watches a run, or waits for one."""
    return _kill_below_worker(scene, fault="keeper", find=keepers)


def kill_tool(scene: Scene) -> bool:
    """A tool at work, as the kernel does when memory is short; or one that waits."""
    return _kill_below_worker(scene, fault="tool", find=tools)


def _kill_worker(
    scene: Scene, *, fault: str, members: Callable[[psutil.Process], list[psutil.Process]]
) -> bool:
    worker = scene.pick(scene.ready_workers(for_long=True))
    if worker is None:
        return False
    victims = members(worker)
    scene.hurt(worker, fault=fault, kind="process")
    return send(SIGKILL, victims) > 0


def _kill_below_worker(
    scene: Scene, *, fault: str, find: Callable[[psutil.Process], list[psutil.Process]]
) -> bool:
    worker = scene.pick(scene.ready_workers())
    victim = worker and scene.pick(find(worker))
    if worker is None or victim is None:
        return False
    scene.hurt(worker, fault=fault, kind="tool")
    return send(SIGKILL, [victim]) > 0
