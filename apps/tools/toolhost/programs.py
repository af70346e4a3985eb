"""Programs that a tool starts: argv in the same sandbox, output by lines, errors without paths."""

import codecs
import os
import re
import selectors
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from apps.tools.base import ToolFailedError
from apps.tools.toolhost.faults import ProgramKilledError
from apps.tools.toolhost.sandbox import die_with

MAX_OUTPUT: Final = 16 * 1024 * 1024
MAX_ERRORS: Final = 64 * 1024
MAX_REASON: Final = 500
_READ_SIZE: Final = 64 * 1024
_PATH: Final = re.compile(r"(?:[\w.@%+:=~-]*/)+([\w.@%+:=~-]*)")


def execute(argv: Sequence[str], workspace: Path, on_line: Callable[[str], None]) -> str:
    """Run a program to its end and return its output; it works where the tool does, in the workspace.

    Raises ToolFailedError when it cannot be started, says too much, or does not end with 0.
    """
    name = Path(argv[0]).name
    parent = os.getpid()
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and inside the sandbox
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509 - no other way to set it
        )
    except FileNotFoundError:
        raise ToolFailedError(f"The program '{name}' is missing on this machine.") from None
    with process:
        try:
            output, errors = _stream(process, name=name, on_line=on_line)
        except BaseException:
            process.kill()
            raise
    if process.returncode < 0:
        raise ProgramKilledError(name, -process.returncode, said=errors)
    if process.returncode:
        reason = last_line(errors, workspace=workspace) or f"it ended with {process.returncode}."
        raise ToolFailedError(f"'{name}' failed: {reason}")
    return output


@dataclass(slots=True)
class _Lines:
    """The output of a program, whole and by lines; programs redraw progress with a carriage return."""

    on_line: Callable[[str], None]
    text: list[str] = field(default_factory=list)
    size: int = 0
    _rest: str = ""
    _decode: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")(errors="replace")
    )

    def feed(self, data: bytes) -> None:
        """Take what was read; no data is the end."""
        piece = self._decode.decode(data, final=not data)
        self.text.append(piece)
        self.size += len(data)
        *lines, self._rest = re.split(r"[\r\n]+", self._rest + piece)
        if not data and self._rest:
            lines.append(self._rest)
        for line in filter(None, lines):
            self.on_line(line)


def _stream(
    process: subprocess.Popen[bytes], *, name: str, on_line: Callable[[str], None]
) -> tuple[str, bytes]:
    output, errors = _Lines(on_line), bytearray()
    with selectors.DefaultSelector() as selector:
        for stream in filter(None, (process.stdout, process.stderr)):
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                data = os.read(key.fd, _READ_SIZE)
                if not data:
                    selector.unregister(key.fileobj)
                if key.fileobj is process.stdout:
                    output.feed(data)
                else:
                    errors = (errors + data)[-MAX_ERRORS:]
                    sys.stderr.buffer.write(data)
            if output.size > MAX_OUTPUT:
                raise ToolFailedError(f"'{name}' wrote more than {MAX_OUTPUT} bytes of output.")
    return "".join(output.text), bytes(errors)


def last_line(errors: bytes, *, workspace: Path) -> str:
    """The last thing a program said, with file names in place of paths."""
    lines = [line.strip() for line in errors.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return ""
    return _PATH.sub(r"\1", lines[-1].replace(f"{workspace}/", ""))[:MAX_REASON]
