"""A zygote as its host sees it: a process, a socket to it, and what it said when it was ready."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from apps.tools.toolhost import bubblewrap, bytecode, protocol, sandbox
from apps.tools.toolhost.protocol import Ready

PROJECT_ROOT: Final = Path(__file__).resolve().parents[3]
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 5.0


class ToolHostError(Exception):
    """The tool host cannot be started; the message says why, its own stderr says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZygoteSettings:
    """What a host wants of its zygotes."""

    first_uid: int
    plugins: tuple[str, ...]
    workspaces: Path | None
    max_tier: int
    python_path: tuple[str, ...] = field(default_factory=lambda: (str(PROJECT_ROOT), *filter(None, sys.path)))

    def command(self, *, control: int) -> list[str]:
        """What starts one, in bubblewrap where that is wanted and works."""
        wraps = self.workspaces is not None and self.max_tier > 1 and bubblewrap.works()
        command = self._interpreter(control=control, is_wrapped=wraps)
        if self.workspaces is None or not wraps:
            return command
        self.workspaces.mkdir(mode=0o700, parents=True, exist_ok=True)
        return bubblewrap.around(command, readable=self._readable(), writable=self.workspaces.resolve())

    def importing(self) -> list[str]:
        """What imports all that a zygote does, and ends."""
        return self._interpreter(only_imports=True)

    def _interpreter(
        self, *, control: int = -1, is_wrapped: bool = False, only_imports: bool = False
    ) -> list[str]:
        settings = {
            "control": control,
            "first_uid": self.first_uid,
            "plugins": self.plugins,
            "python_path": self.python_path,
            "is_wrapped": is_wrapped,
            "only_imports": only_imports,
        }
        program = str(Path(__file__).with_name("__main__.py"))
        return [sys.executable, "-I", program, json.dumps(settings)]

    def _readable(self) -> list[Path]:
        """What Python and the tools need; of the project nothing but its code: beside it lie its secrets."""
        packages = {"apps", *(name.partition(".")[0] for name in self.plugins)}
        elsewhere = {Path(place) for place in self.python_path} - {PROJECT_ROOT}
        return [*sandbox.installed_paths(), *elsewhere, *(PROJECT_ROOT / name for name in packages)]


class ZygoteProcess:
    """One that is ready; `close` it."""

    def __init__(self, settings: ZygoteSettings) -> None:
        """Start it and wait until it is ready; raises ToolHostError."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own file
                settings.command(control=theirs.fileno()),
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._handle: int | None = None
        """A pidfd: in namespaces of its own, its number is none of ours."""
        self.ready = self._receive_ready()
        if not self.ready.is_compiled:
            bytecode.keep_in_background(settings.importing())

    @property
    def pid(self) -> int:
        """Its own or, at tier 2, that of the process which watches over it."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, also when it hangs; what it began ends with it."""
        with suppress(ProcessLookupError):
            if self._handle is None:
                self._process.kill()
            else:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Let it end by itself, or end it when that takes too long."""
        self.control.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _receive_ready(self) -> Ready:
        self.control.settimeout(START_SECONDS)
        try:
            answer, descriptors, _, _ = socket.recv_fds(self.control, protocol.READ_SIZE, 1)
        except OSError:
            answer, descriptors = b"", []
        if not answer:
            self.close()
            raise ToolHostError("The tool host did not start; its messages above say why.")
        self.control.settimeout(None)
        (self._handle,) = descriptors
        return protocol.ready_messages.validate_json(answer)
