"""A PostgreSQL of our own, made to be crashed: never the machine's."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests.support.product import free_port

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
}
START_SECONDS = 60.0


class ClusterError(Exception):
    """The cluster does not start; the message is the end of its log."""


def programs() -> Path:
    """The directory of the newest PostgreSQL's server programs; raises ClusterError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if (initdb := shutil.which("initdb")) is not None:
        return Path(initdb).resolve().parent
    raise ClusterError("No initdb here: install PostgreSQL's server, such as Debian's `postgresql`.")


class Cluster:
    """Made by `initdb` in a temporary directory, on a free port, durable as any other."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="chaos-postgresql-"))
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--pgdata", self._data)
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Returns when it answers, after a recovery if it crashed."""
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command("postgres", "-D", self._data, "-p", str(self.port), *settings),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ClusterError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def crash(self) -> None:
        """End it as `pg_ctl stop -m immediate` does: at once, without a checkpoint."""
        self._stop(signal.SIGQUIT)

    def remove(self) -> None:
        """End it and delete its directory."""
        if self.process.poll() is None:
            self._stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def _stop(self, number: signal.Signals) -> None:
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, number)
        self.process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, *command: str) -> None:
        subprocess.run(self._command(*command), check=True, stdout=subprocess.DEVNULL)

    def _command(self, program: str, *arguments: str) -> list[str]:
        """It refuses to run as root."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        return [*as_postgres, str(programs() / program), *arguments]
