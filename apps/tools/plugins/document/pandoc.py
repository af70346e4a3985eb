"""Runs pandoc: always in its own sandbox, with bounded memory, and with its complaints as ours."""

import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolFailedError, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.options import OptionsT

HEAP = "-M1g"
_NO_MEMORY = "to increase it"
"""How pandoc's last line ends when its heap is exhausted."""
_BEFORE_REASON = re.compile(r"^.*?(?:failed|ended with \d+): ?(?:\[['\"])?")
_SHOWN_RESOURCES = 3


def program() -> str:
    """The pandoc that the wheel brings; importing the wheel's module would take longer than a conversion."""
    spec = find_spec("pypandoc")
    if not spec or not spec.origin:
        raise ToolFailedError("The program 'pandoc' is missing: install the package pypandoc-binary.")
    return str(Path(spec.origin).with_name("files") / "pandoc")


def run_pandoc(
    run: ToolRun[OptionsT],
    source: Path,
    *,
    reader: str,
    writer: str,
    target: Path,
    arguments: Sequence[str] = (),
) -> tuple[str, ...]:
    """Convert a file, and say in notes what pandoc left out.

    Raises InvalidInputError when pandoc cannot read the file, or not within its memory.
    """
    log = run.workspace / f"{target.name}.log"
    argv = [
        program(), "+RTS", HEAP, "-RTS", "--sandbox", "--quiet", f"--from={reader}", f"--to={writer}",
        f"--output={target}", f"--log={log}", *arguments, str(source),
    ]  # fmt: skip
    try:
        run.exec(argv)
    except ToolFailedError as error:
        if hasattr(error, "signal"):  # it was ended from outside, which says nothing about the file
            raise
        raise _refusal(run, str(error)) from None
    return _notes(log)


def _refusal(run: ToolRun[OptionsT], complaint: str) -> InvalidInputError:
    name, title = run.source.name, FORMATS[run.source.format].title
    if _NO_MEMORY in complaint:
        return InvalidInputError(
            f"'{name}' needs more memory than a conversion may have. Split it.", code="input_limit"
        )
    reason = _BEFORE_REASON.sub("", complaint).strip("[]'\"\\n ")
    return InvalidInputError(f"'{name}' cannot be read as {title}: {reason}")


def _notes(log: Path) -> tuple[str, ...]:
    messages = json.loads(log.read_text("utf-8")) if log.exists() else []
    missing = [Path(entry["path"]).name for entry in messages if entry["type"] == "CouldNotFetchResource"]
    if not missing:
        return ()
    return (left_out_note(missing),)


def left_out_note(pictures: Sequence[str]) -> str:
    """That files which a document only points to are not in the output."""
    shown = ", ".join(sorted({name[:60] for name in pictures})[:_SHOWN_RESOURCES])
    return f"Left out, since the document only points to them: {shown} ({len(pictures)} in all)."
