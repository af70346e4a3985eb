"""Checks GPX, KML and their like: well-formed, the right root, and how many points they hold."""

from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from apps.tools.verification.check import OutputInvalidError

_POINTS = {"trkpt", "rtept", "wpt", "Point", "when"}
_READ_SIZE = 1024 * 1024


class _Counter:
    def __init__(self) -> None:
        self.root = ""
        self.points = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        """Note the root and count the points."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self.points += local in _POINTS


def _refuse_doctype(*_: object) -> None:
    raise OutputInvalidError("The tool's output declares a DTD.")


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many points the file holds."""
    counter, parser = _Counter(), expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with path.open("rb") as file:
            while chunk := file.read(_READ_SIZE):
                parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - positional only
    except expat.ExpatError as error:
        raise OutputInvalidError(f"The tool's output is no XML from line {error.lineno} on.") from None
    if counter.root != format:
        raise OutputInvalidError(f"The tool's output is <{counter.root}>, not <{format}>.")
    return {"points": counter.points}
