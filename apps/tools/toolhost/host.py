"""The tool host as its worker sees it: start it, launch jobs from any thread, replace it when it fails."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from apps.tools.toolhost import protocol
from apps.tools.toolhost.jobs import Job
from apps.tools.toolhost.privileges import FIRST_UID
from apps.tools.toolhost.protocol import Ready
from apps.tools.toolhost.running import RunningTool

PROJECT_ROOT: Final = Path(__file__).resolve().parents[3]
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 5.0
LAUNCH: Final = b"launch"
PATIENCE_LOOKS: Final = 5
PATIENCE_SECONDS: Final = 5.0
"""A zygote that leaves a ping unanswered for so long hangs; looks count too, as all may have been frozen."""


class ToolHostError(Exception):
    """The tool host cannot be started; the message says why, its own stderr says more."""


class ToolHost:
    """One zygote, and what is needed to talk to it; all methods may be called from any thread."""

    def __init__(self, *, uid: int | None = None, plugins: tuple[str, ...] = ()) -> None:
        """`uid` is the first of 4,096 numeric users for runs of a host started as root.

        `plugins` are modules whose tools are added to those of the registry.
        """
        self._uid = uid or FIRST_UID
        self._plugins = plugins
        self._python_path = (str(PROJECT_ROOT), *filter(None, sys.path))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = Ready(tier=0)
        self._is_stopped = False
        self._unanswered_looks = 0
        self._asked_at = 0.0

    @property
    def tier(self) -> int:
        """What runs are confined by: 1 with Landlock and seccomp, 0 without."""
        return self._ready.tier

    @property
    def failures(self) -> tuple[str, ...]:
        """The third-party plugins that the zygote could not load, each as a sentence."""
        return self._ready.failures

    @property
    def pid(self) -> int | None:
        """The zygote's, if it was started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the zygote and wait until it is ready."""
        with self._lock:
            self._is_stopped = False
            self._ensure_running()

    def watch(self, *, seconds: float) -> None:
        """For so long, or until the zygote has died; then it is replaced if it has died or hangs."""
        try:
            handle = os.pidfd_open(self.pid or 0)
        except OSError:  # it was never started, or is gone
            pass
        else:
            select.select([handle], [], [], seconds)
            os.close(handle)
        with self._lock:
            if self._is_stopped:
                return
            if self._process and self._hangs():
                self._process.kill()
                self._process.wait()
            self._ensure_running()

    def stop(self) -> None:
        """End the zygote and every run it began."""
        with self._lock:
            self._is_stopped = True
            self._close()

    def launch(self, job: Job, *, within: float = float("inf")) -> RunningTool:
        """Begin a run; one that has no end after so many seconds is ended by force, and counts as lost."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._pass_on(theirs)
        with suppress(ConnectionError):  # its keeper was killed meanwhile, which `wait` reports
            ours.sendall(protocol.jobs.dump_json(job) + b"\n")
        return RunningTool(ours, workspace=job.workspace, within=within)

    def _pass_on(self, connection: socket.socket) -> None:
        """Give the zygote its end of a run's connection; start it anew if it was killed meanwhile."""
        with self._lock:
            try:
                self._send(connection)
            except OSError:
                self._close()
                self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        control = self._ensure_running()
        socket.send_fds(control, [LAUNCH], [connection.fileno()])

    def _hangs(self) -> bool:
        """Whether it leaves a ping unanswered for too long; asks again once it has answered."""
        if self._control is None:
            return False
        with suppress(OSError):
            if self._control.recv(protocol.READ_SIZE, socket.MSG_DONTWAIT):
                self._unanswered_looks = 0
        if not self._unanswered_looks:
            self._asked_at = time.monotonic()
            with suppress(OSError):
                self._control.send(protocol.PING, socket.MSG_DONTWAIT)
        self._unanswered_looks += 1
        waited = time.monotonic() - self._asked_at
        return self._unanswered_looks > PATIENCE_LOOKS and waited > PATIENCE_SECONDS

    def _ensure_running(self) -> socket.socket:
        if self._is_stopped:
            raise ToolHostError("The tool host has been stopped.")
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._close()
            self._control = self._start()
        return self._control

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {
            "control": theirs.fileno(),
            "first_uid": self._uid,
            "plugins": self._plugins,
            "python_path": self._python_path,
        }
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own file
                [sys.executable, "-I", str(Path(__file__).with_name("__main__.py")), json.dumps(settings)],
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        ours.settimeout(START_SECONDS)
        try:
            answer = ours.recv(protocol.READ_SIZE)
        except OSError:
            answer = b""
        if not answer:
            ours.close()
            self._close()
            raise ToolHostError("The tool host did not start; its messages above say why.")
        ours.settimeout(None)
        self._ready = protocol.ready_messages.validate_json(answer)
        self._unanswered_looks = 0
        return ours

    def _close(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
