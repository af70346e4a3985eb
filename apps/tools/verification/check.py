"""Is this output what it claims to be? Runs in the sandbox, on structure only."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from apps.tools.formats import BINARY, FORMATS, SNIFF_SIZE, refutes

Details = dict[str, int | float]
"""What was found in a file, by the names that claims use; counts stay whole numbers."""

TOLERANCE = {"duration_seconds": 0.5}
"""How far an inspected value may be from a claimed one; exactly equal unless named here."""


class OutputInvalidError(Exception):
    """An output is not what its tool says it is; the message says what differs."""


def check_output(path: Path, *, format: str, claims: Mapping[str, float], verbatim: bool = False) -> Details:
    """What the file is found to be (width, height, pages, duration_seconds…).

    Raises OutputInvalidError when it is empty, not of its format, does not open or differs from a claim.
    A verbatim one may be empty, and only its first bytes are looked at.
    """
    size = path.stat().st_size if path.is_file() and not path.is_symlink() else -1
    if size < 0 or (size == 0 and not verbatim):
        raise OutputInvalidError(f"The tool made no {format} file.")
    with path.open("rb") as file:
        head = file.read(SNIFF_SIZE)
    entry = FORMATS.get(format, BINARY)
    if entry is not BINARY and head and refutes(head, entry):
        raise OutputInvalidError(f"The tool's output does not start like a {entry.title}.")
    if verbatim:
        return {}
    family = import_module(f"apps.tools.verification.{entry.family}")
    found: Details = family.inspect(path, format)
    for name, claimed in claims.items():
        if abs(found.get(name, float("inf")) - claimed) > TOLERANCE.get(name, 0):
            raise OutputInvalidError(f"The tool's output has {name} {found.get(name)}, not {claimed}.")
    return found
