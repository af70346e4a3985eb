"""The tool host as its worker sees it: start it, launch jobs from any thread, replace it when it fails."""

import os
import select
import socket
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
from apps.tools.toolhost.zygote_process import ToolHostError, ZygoteProcess, ZygoteSettings

PATIENCE_LOOKS: Final = 5
PATIENCE_SECONDS: Final = 5.0
"""A zygote that leaves a ping unanswered for so long hangs; looks count too, as all may have been frozen."""


class ToolHost:
    """One zygote, and what is needed to talk to it; all methods may be called from any thread."""

    def __init__(
        self,
        *,
        uid: int | None = None,
        plugins: tuple[str, ...] = (),
        workspaces: Path | None = None,
        max_tier: int = 2,
    ) -> None:
        """`uid` is the first of 4,096 numeric users for runs of a host started as root.

        `plugins` are modules whose tools are added to those of the registry. `workspaces` is where all runs
        will have theirs: only who says so can have tier 2.
        """
        self._settings = ZygoteSettings(
            first_uid=uid or FIRST_UID, plugins=plugins, workspaces=workspaces, max_tier=max_tier
        )
        self._lock = threading.Lock()
        self._zygote: ZygoteProcess | None = None
        self._ready = Ready(tier=0)
        self._is_stopped = False
        self._unanswered_looks = 0
        self._asked_at = 0.0

    @property
    def tier(self) -> int:
        """What runs are confined by: 1 with Landlock and seccomp, 2 with namespaces too, 0 without."""
        return self._ready.tier

    @property
    def pid(self) -> int | None:
        """The zygote's or, at tier 2, that of the process which watches over it, if it was started."""
        return self._zygote.pid if self._zygote else None

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
            if self._zygote and self._hangs(self._zygote):
                self._zygote.kill()
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
            self._pass_on(job.tool, theirs)
        with suppress(ConnectionError):  # its keeper was killed meanwhile, which `wait` reports
            ours.sendall(protocol.jobs.dump_json(job) + b"\n")
        return RunningTool(ours, workspace=job.workspace, within=within)

    def _pass_on(self, tool: str, connection: socket.socket) -> None:
        """Give the zygote its end of a run's connection; start it anew if it was killed meanwhile."""
        with self._lock:
            try:
                self._send(tool, connection)
            except OSError:
                self._close()
                self._send(tool, connection)

    def _send(self, tool: str, connection: socket.socket) -> None:
        zygote = self._ensure_running()
        socket.send_fds(zygote.control, [protocol.LAUNCH + tool.encode()], [connection.fileno()])

    def _hangs(self, zygote: ZygoteProcess) -> bool:
        """Whether it leaves a ping unanswered for too long; asks again once it has answered."""
        with suppress(OSError):
            if zygote.control.recv(protocol.READ_SIZE, socket.MSG_DONTWAIT):
                self._unanswered_looks = 0
        if not self._unanswered_looks:
            self._asked_at = time.monotonic()
            with suppress(OSError):
                zygote.control.send(protocol.PING, socket.MSG_DONTWAIT)
        self._unanswered_looks += 1
        waited = time.monotonic() - self._asked_at
        return self._unanswered_looks > PATIENCE_LOOKS and waited > PATIENCE_SECONDS

    def _ensure_running(self) -> ZygoteProcess:
        if self._is_stopped:
            raise ToolHostError("The tool host has been stopped.")
        if self._zygote is None or not self._zygote.is_alive:
            self._close()
            self._zygote = ZygoteProcess(self._settings)
            self._ready, self._unanswered_looks = self._zygote.ready, 0
        return self._zygote

    def _close(self) -> None:
        if self._zygote:
            self._zygote.close()
            self._zygote = None
