"""The zygote: one thread, tools and libraries imported, forks a keeper for each run, runs nothing itself."""

import gc
import os
import selectors
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final, Protocol

from apps.tools.base import Limits
from apps.tools.registry import ToolRegistry, get_tool_registry, tools_in
from apps.tools.toolhost import kernel, landlock, processes, protocol, sandbox
from apps.tools.toolhost.keeper import House, keep
from apps.tools.toolhost.sandbox import Confinement, Walls

LIBRARIES: Final = (
    "apps.tools.verification.image", "lxml.etree", "pyvips", "PIL.Image", "PIL.WebPImagePlugin",
    "PIL.AvifImagePlugin", "PIL.TiffImagePlugin",
)  # fmt: skip
"""What most runs need, what takes long to import, and what starts no thread when imported."""
PARENT_CHECK_SECONDS: Final = 1.0


class Closable(Protocol):
    """What a keeper inherits and must let go."""

    def close(self) -> object:
        """Let go."""


def main(*, control: int, first_uid: int | None, plugins: tuple[str, ...]) -> None:
    """Say what can be confined here, then fork keepers until the host is gone."""
    host = os.getppid()
    os.environ.update(sandbox.environment(tempfile.gettempdir()))
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    # A worker's thread may have blocked signals, and a blocked SIGTERM would pass on to every tool.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    registry = _registry(plugins)
    _import_libraries()
    modules = [type(tool).__module__ for tool in registry]
    house = House(
        registry=registry,
        confinement=probe_confinement(),
        readable=sandbox.readable_paths(modules),
        first_uid=first_uid if os.geteuid() == 0 else None,
        zygote=os.getpid(),
    )
    if house.confinement.seccomp:
        sandbox.filter_for(house.confinement)
    # What lives now lives for ever: a collection in a child would only copy its pages.
    gc.collect()
    gc.freeze()
    kernel.trim_memory()
    connection = socket.socket(fileno=control)
    ready = protocol.Ready(tier=house.confinement.tier, failures=registry.failures)
    connection.send(protocol.ready_messages.dump_json(ready))
    Zygote(house=house, connection=connection, host=host).serve()


def _registry(plugins: tuple[str, ...]) -> ToolRegistry:
    known = get_tool_registry()
    added = [tool for name in plugins for tool in tools_in(import_module(name))]
    return ToolRegistry([*known, *added], failures=known.failures)


def _import_libraries() -> None:
    for name in LIBRARIES:
        import_module(name)
    sys.modules["PIL.Image"].preinit()
    pyvips = sys.modules["pyvips"]
    pyvips.block_untrusted_set(True)  # noqa: FBT003 - the library's signature
    pyvips.cache_set_max(0)


def probe_confinement() -> Confinement:
    """Try in a child each what the kernel lets us put up."""
    return Confinement(
        landlock=bool(landlock.supported_abi()) and _works(Confinement(landlock=True, seccomp=False)),
        seccomp=kernel.SUPPORTED and _works(Confinement(landlock=False, seccomp=True)),
    )


def _works(confinement: Confinement) -> bool:
    child = os.fork()
    if not child:
        try:
            sandbox.enter(
                Walls(
                    confinement=confinement,
                    readable=(),
                    workspace=None,
                    uid=None,
                    limits=Limits(),
                    processes=4096,
                )
            )
            os._exit(int(not _holds(confinement)))
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _holds(confinement: Confinement) -> bool:
    try:
        os.open("/etc/passwd", os.O_RDONLY) if confinement.landlock else socket.socket().close()
    except PermissionError:
        return True
    return False


@dataclass(slots=True)
class Zygote:
    """The loop: launches come over the control socket, ended keepers are reaped, what they left is killed."""

    house: House
    connection: socket.socket
    host: int
    _keepers: set[int] = field(default_factory=set)

    def serve(self) -> None:
        """Until the host closes its end, or is not our parent any more; then end all that was begun."""
        waking, woken = socket.socketpair()
        waking.setblocking(False)  # noqa: FBT003 - the library's signature
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            is_wanted = True
            while is_wanted and os.getppid() == self.host:
                for key, _ in selector.select(PARENT_CHECK_SECONDS):
                    if key.fileobj is woken:
                        woken.recv(protocol.READ_SIZE)
                        self._reap()
                    else:
                        is_wanted = self._launch(inherited=(selector, waking, woken))
        processes.kill_descendants()

    def _launch(self, *, inherited: tuple[Closable, ...]) -> bool:
        """Fork a keeper for the connection that comes with the message; no message is the host's end."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self.connection, protocol.READ_SIZE, 1)
        except ConnectionError:
            return False
        if not message:
            return False
        with socket.socket(fileno=descriptors[0]) as run:
            keeper = os.fork()
            if not keeper:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for thing in (self.connection, *inherited):
                    thing.close()
                keep(self.house, run)
        self._keepers.add(keeper)
        return True

    def _reap(self) -> None:
        """Forget the keepers that ended; a child that is none was left by a keeper that was killed."""
        try:
            while ended := os.waitpid(-1, os.WNOHANG)[0]:
                self._keepers.discard(ended)
        except ChildProcessError:
            return
        for stray in set(processes.children(os.getpid())) - self._keepers:
            processes.kill(stray)
