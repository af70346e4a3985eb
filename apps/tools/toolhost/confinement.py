"""Finds out what this machine lets us put up, by trying."""

import os
import socket

from apps.tools.base import Limits
from apps.tools.toolhost import kernel, landlock, sandbox
from apps.tools.toolhost.sandbox import Confinement, Walls


def probe_confinement(*, is_wrapped: bool) -> Confinement:
    """Try in a child each what the kernel lets us put up, beyond what this process is wrapped in already."""
    return Confinement(
        landlock=bool(landlock.supported_abi()) and _works(Confinement(landlock=True, seccomp=False)),
        seccomp=kernel.SUPPORTED and _works(Confinement(landlock=False, seccomp=True)),
        namespaces=is_wrapped,
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
        os.open("/usr", os.O_RDONLY) if confinement.landlock else socket.socket().close()
    except PermissionError:
        return True
    return False
