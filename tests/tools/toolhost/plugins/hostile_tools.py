"""Tools that misbehave in one way each, and two that behave: what the tests of the tool host run.

A directory with an entry point, so a server started with this folder in PYTHONPATH has them too.
"""

import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from apps.tools.base import (
    BaseTool,
    InvalidInputError,
    Limits,
    NoOptions,
    OutputFile,
    Password,
    Requirement,
    ToolFailedError,
    ToolOptions,
    ToolOutput,
    ToolRun,
)

TIGHT = Limits(cpu_seconds=2, wall_seconds=15, memory_mb=200, disk_mb=8, processes=8)
LONG = Limits(cpu_seconds=900, wall_seconds=900)
SHORT = Limits(cpu_seconds=15, wall_seconds=1)


class Seen(BaseModel):
    """What a tool found out."""

    value: Any = None


class CopyPicture(BaseTool[NoOptions]):
    """Copy a PNG picture and tell how far it is."""

    name = "copy-picture"
    title = "Copy a picture"
    category = "image"
    input_formats = ("png",)
    output_formats = ("png",)
    risky = False

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Half, then whole."""
        run.progress(0.5, "half of it")
        return run.write(run.source.path.read_bytes(), format="png", result=Seen(value=str(run.workspace)))


class WhisperOptions(ToolOptions):
    """A secret, and what may be shown."""

    password: Password | None = Field(default=None, description="What nobody else may see.")
    loudly: bool = Field(default=False, description="Whether to say how long it is.")


class Whisper(BaseTool[WhisperOptions]):
    """Prove that a password arrived, without telling it."""

    name = "whisper"
    title = "Whisper"
    category = "text"
    input_formats = ("txt",)
    result_type = Seen
    risky = False

    def process(self, run: ToolRun[WhisperOptions]) -> ToolOutput:
        """Its digest."""
        password = run.options.password
        return ToolOutput(
            result=Seen(value=password and sha256(password.get_secret_value().encode()).hexdigest())
        )


class RenameText(BaseTool[NoOptions]):
    """Turn text into its own lines, and lose the point of it."""

    name = "rename-text"
    title = "Rename text"
    category = "text"
    input_formats = ("txt",)
    output_formats = ("diff",)
    risky = False

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        """Something."""
        return ("The point is lost.",)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """The same bytes."""
        return run.write(run.source.path.read_bytes(), format="diff")


class ToldOptions(ToolOptions):
    """One that must be said."""

    why: str = Field(description="The reason for all of this.")


class RenameTextOnDemand(BaseTool[ToldOptions]):
    """Turn text into subtitles, for those who say why."""

    name = "rename-text-on-demand"
    title = "Rename text on demand"
    category = "text"
    input_formats = ("txt",)
    output_formats = ("sbv",)
    risky = False

    def process(self, run: ToolRun[ToldOptions]) -> ToolOutput:
        """The same bytes."""
        return run.write(run.source.path.read_bytes(), format="sbv")


class RenameTextWell(RenameText):
    """Turn text into its own lines, and lose nothing."""

    name = "rename-text-well"

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        """Nothing."""
        return ()


class RenameTextBest(RenameText):
    """Turn text into its own lines, as everybody wants it, where a certain program is."""

    name = "rename-text-best"
    preference = 1
    requires = (Requirement("program", "a-program-that-is-nowhere", "look elsewhere"),)


class WaitOptions(ToolOptions):
    """How long, and what to leave behind."""

    seconds: float = Field(default=60, description="How long to wait.")
    families: bool = Field(default=False, description="Start children and daemons too.")


class WaitAWhile(BaseTool[WaitOptions]):
    """Wait, with children and daemons of its own if wanted."""

    name = "wait-a-while"
    title = "Wait"
    category = "data"

    def process(self, run: ToolRun[WaitOptions]) -> ToolOutput:
        """Report the process ids that belong to the run, then wait."""
        pids = [os.getpid()]
        if run.options.families:
            pids += [_daemon(), _child_ignoring_term()]
        run.progress(0.1, " ".join(map(str, pids)))
        time.sleep(run.options.seconds)
        return ToolOutput(result=Seen(value=pids))


class CopyLater(BaseTool[WaitOptions]):
    """Copy a text file after a while."""

    name = "copy-later"
    title = "Copy later"
    category = "text"
    input_formats = ("txt",)
    output_formats = ("txt",)
    risky = False

    def process(self, run: ToolRun[WaitOptions]) -> ToolOutput:
        """Wait, then write."""
        time.sleep(run.options.seconds)
        return run.write(run.source.path.read_bytes(), format="txt")


def _daemon() -> int:
    """Double-forked, in a session of its own: no group and no parent leads to it."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.write(writing, str(os.getpid()).encode())
            time.sleep(600)
        os._exit(0)
    return int(os.read(reading, 100))


def _child_ignoring_term() -> int:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
        os._exit(0)
    return pid


class MisbehaveOptions(ToolOptions):
    """Which misbehaviour, and on what."""

    how: str = Field(description="The name of a function of this module.")
    path: str = Field(default="", description="A file the test names.")
    port: int = Field(default=0, description="A port the test listens on.")
    pid: int = Field(default=0, description="A process the test names.")


class Misbehave(BaseTool[MisbehaveOptions]):
    """Do one thing that no tool should."""

    name = "misbehave"
    title = "Misbehave"
    category = "data"
    output_formats = ("png",)
    limits = TIGHT

    def process(self, run: ToolRun[MisbehaveOptions]) -> ToolOutput:
        """Look the misbehaviour up and do it."""
        value = MISBEHAVIOURS[run.options.how](run)
        return value if isinstance(value, ToolOutput) else ToolOutput(result=Seen(value=value))


class MisbehaveForASecond(Misbehave):
    """Do one thing that no tool should, with more processor time than time."""

    name = "misbehave-for-a-second"
    title = "Misbehave for a second"
    limits = SHORT


class MisbehaveForMinutes(Misbehave):
    """Do one thing that no tool should, until someone ends it."""

    name = "misbehave-for-minutes"
    title = "Misbehave for minutes"
    limits = LONG


Run = ToolRun[MisbehaveOptions]


def hang(run: Run) -> None:
    time.sleep(600)


def hang_and_ignore_term(run: Run) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def spin(run: Run) -> None:
    while True:
        pass


def spin_in_a_family(run: Run) -> None:
    """Keep both processors busy: a child that ignores SIGTERM, and a daemon of another session."""
    for _ in range(2):
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            spin(run)
    spin(run)


def spin_and_ignore_xcpu(run: Run) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    spin(run)


def spin_in_turns(run: Run) -> None:
    """Each child stays below the limit of a process, all of them together do not."""
    while True:
        pid = os.fork()
        if pid == 0:
            until = time.process_time() + 0.3
            while time.process_time() < until:
                pass
            os._exit(0)
        os.waitpid(pid, 0)


def allocate_at_once(run: Run) -> None:
    bytearray(4 * 2**30)


def allocate_slowly(run: Run) -> None:
    held = []
    while True:
        held.append(b"x" * 2**20)


def allocate_in_children(run: Run) -> None:
    """Each child stays below the limit of a process, all of them together do not."""
    for _ in range(5):
        if os.fork() == 0:
            held = b"x" * 90 * 2**20
            time.sleep(600)
            os._exit(len(held) and 0)
    time.sleep(600)


def bomb(run: Run) -> None:
    while True:
        os.fork()


def fill_one_file(run: Run) -> None:
    with (run.workspace / "big").open("wb") as file:
        while True:
            file.write(bytes(2**20))


def fill_one_sparse_file(run: Run) -> None:
    with (run.workspace / "holes").open("wb") as file:
        file.truncate(100 * 2**30)


def fill_many_files(run: Run) -> None:
    number = 0
    while True:
        number += 1
        (run.workspace / f"part-{number}").write_bytes(bytes(2**20))


def fill_nameless_files(run: Run) -> None:
    """Files that are deleted while they are open take space too."""
    held = []
    for number in range(30):
        path = run.workspace / str(number)
        held.append(path.open("wb"))
        path.unlink()
        held[-1].write(bytes(2**20))
        held[-1].flush()
    time.sleep(600)


def fill_with_names(run: Run) -> None:
    number = 0
    while True:
        number += 1
        os.mknod(f"{run.workspace}/{number}")


def dig_directories(run: Run) -> None:
    here = os.open(run.workspace, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    time.sleep(600)


def flood_stderr(run: Run) -> str:
    for _ in range(64):
        sys.stderr.write("x" * 2**20)
    sys.stderr.write("the end")
    return "done"


def flood_reports(run: Run) -> None:
    os.write(3, b"x" * 2**20)
    os.write(3, b"x" * 2**20)
    time.sleep(600)


def flood_progress(run: Run) -> None:
    line = json.dumps({"kind": "progress", "fraction": 0.5, "message": "x" * 10_000}) + "\n"
    while True:
        os.write(3, line.encode())


def say_nothing_printable(run: Run) -> dict[str, list[str]]:
    os.write(2, b"c\0")
    return {"a\0": ["b\0"]}


def lie_in_reports(run: Run) -> None:
    os.write(3, b'{"kind": "done", "files": "all of them"}\n')
    time.sleep(600)


def segfault(run: Run) -> None:
    ctypes.string_at(0)


def abort(run: Run) -> None:
    os.abort()


def exit_quietly(run: Run) -> None:
    os._exit(0)


def raise_something(run: Run) -> None:
    raise ZeroDivisionError("secret details")


def refuse_the_input(run: Run) -> None:
    raise InvalidInputError("The picture has 40,000 frames; 1,000 are accepted.", code="input_limit")


def give_up(run: Run) -> None:
    raise ToolFailedError("The engine has no answer.")


def send_sigsys(run: Run) -> None:
    os.kill(os.getpid(), signal.SIGSYS)


def connect_tcp(run: Run) -> None:
    socket.create_connection(("127.0.0.1", run.options.port), timeout=1)


def send_udp(run: Run) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", run.options.port))


def connect_unix(run: Run) -> None:
    socket.socket(socket.AF_UNIX).connect(run.options.path)


def read_file(run: Run) -> str:
    return Path(run.options.path).read_text(errors="replace")


def read_through_symlink(run: Run) -> str:
    link = run.workspace / "link"
    link.symlink_to(run.options.path)
    return link.read_text(errors="replace")


def write_to_file(run: Run) -> None:
    Path(run.options.path).write_text("overwritten")


def overwrite_input(run: Run) -> None:
    run.source.path.chmod(0o666)
    run.source.path.write_text("overwritten")


def signal_process(run: Run) -> None:
    os.kill(run.options.pid, signal.SIGKILL)


def leave_the_workspace(run: Run) -> None:
    os.chdir("/")


def close_its_input(run: Run) -> str:
    run.source.path.chmod(0)
    os.utime(run.source.path, (0, 0))
    return "done"


def empty_its_input(run: Run) -> None:
    os.close(os.open(run.source.path, os.O_RDONLY | os.O_TRUNC))


def truncate_its_input(run: Run) -> None:
    os.truncate(run.source.path, 0)


def hide_memory(run: Run) -> None:
    os.memfd_create("hidden")


def limit_another_process(run: Run) -> None:
    resource.prlimit(run.options.pid, resource.RLIMIT_NOFILE, (0, 0))


def redirect_signals(run: Run) -> None:
    reading, _ = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, run.options.pid)


def listen_for_file_names(run: Run) -> None:
    inotify = ctypes.CDLL(None, use_errno=True).inotify_init1(0)
    if inotify < 0:
        raise OSError(ctypes.get_errno(), "inotify")


def change_user(run: Run) -> None:
    os.setuid(0)


def output_nothing(run: Run) -> ToolOutput:
    return ToolOutput()


def output_empty(run: Run) -> ToolOutput:
    return run.write(b"", format="png")


def output_garbage(run: Run) -> ToolOutput:
    return run.write(b"\x89PNG\r\n\x1a\n and no more", format="png")


def output_missing(run: Run) -> ToolOutput:
    return ToolOutput(files=(OutputFile(path=run.workspace / "missing.png", format="png"),))


def output_outside(run: Run) -> ToolOutput:
    return ToolOutput(files=(OutputFile(path=Path(run.options.path), format="png"),))


def output_upwards(run: Run) -> ToolOutput:
    return ToolOutput(files=(OutputFile(path=run.workspace / ".." / ".." / "x.png", format="png"),))


def output_symlink(run: Run) -> ToolOutput:
    (run.workspace / "link.png").symlink_to(run.options.path)
    return ToolOutput(files=(OutputFile(path=run.workspace / "link.png", format="png"),))


def output_directory(run: Run) -> ToolOutput:
    (run.workspace / "folder.png").mkdir()
    return ToolOutput(files=(OutputFile(path=run.workspace / "folder.png", format="png"),))


def output_undeclared(run: Run) -> ToolOutput:
    return run.write(b"%PDF-1.7", format="pdf")


def output_false_claims(run: Run) -> ToolOutput:
    from PIL import Image

    path = run.output_path("png")
    Image.new("RGB", (4, 3)).save(path)
    return run.write(path, format="png", claims={"width": 400})


def output_three(run: Run) -> ToolOutput:
    from PIL import Image

    files = []
    for _ in range(3):
        path = run.output_path("png")
        Image.new("RGB", (4, 3)).save(path)
        files.append(OutputFile(path=path, format="png", claims={"width": 4, "height": 3}))
    return ToolOutput(files=tuple(files), notes=("Three of them.",))


def show_environment(run: Run) -> dict[str, str]:
    return dict(os.environ)


def show_descriptors(run: Run) -> list[int]:
    return [number for number in range(1024) if _is_open(number)]


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def show_self(run: Run) -> dict[str, Any]:
    return {
        "uid": os.getuid(),
        "gid": os.getgid(),
        "groups": os.getgroups(),
        "cwd": str(Path.cwd()),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "new_files": oct((run.workspace.stat().st_mode) & 0o777),
    }


def run_program(run: Run) -> list[str]:
    lines: list[str] = []
    output = run.exec(["sh", "-c", "echo one; echo two; env"], on_line=lines.append)
    return [*lines, output]


def run_failing_program(run: Run) -> None:
    run.exec(["sh", "-c", f"echo 'cannot open {run.workspace}/a.bin or /etc/deep/b.bin' >&2; exit 3"])


def run_missing_program(run: Run) -> None:
    run.exec(["no-such-program"])


def run_crashing_program(run: Run) -> None:
    run.exec(["sh", "-c", "kill -SEGV $$"])


def run_long_program(run: Run) -> None:
    run.exec(["sleep", "600"])


MISBEHAVIOURS = {name: value for name, value in list(globals().items()) if callable(value)}


class MoveAway(BaseTool[NoOptions]):
    """Change the directory, as it is declared to, and try what no other tool may either."""

    name = "move-away"
    title = "Move away"
    category = "data"
    result_type = Seen
    risky = False
    changes_directory = True

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Where it got, and whether a socket was refused there."""
        os.chdir("/usr")
        try:
            socket.socket(socket.AF_UNIX)
        except PermissionError:
            return ToolOutput(result=Seen(value=str(Path.cwd())))
        return ToolOutput(result=Seen(value="a socket"))
