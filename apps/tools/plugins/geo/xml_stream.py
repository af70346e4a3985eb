"""Reads hostile XML as a stream: no DTD, no entity, bounded depth and bounded tokens, in any encoding."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

from apps.tools.base import InvalidInputError

MAX_DEPTH = 256
MAX_TOKEN = 1024 * 1024
MAX_TEXT = 1000
_READ_SIZE = 64 * 1024

OnStart = Callable[[str, str, Mapping[str, str], int], None]
"""Called with an element's name, its parent's, its attributes and its line; names have no prefix."""
OnEnd = Callable[[str, str, str], None]
"""Called with an element's name, its parent's and the text inside it, cut to a limit."""
OnText = Callable[[str, str, int], None]
"""Called with the name of an element, a piece of the text inside it and its line."""


class Cursor:
    """Where in the file, in bytes, the tag begins that is being reported."""

    offset = 0


class _Reader:
    def __init__(
        self, on_start: OnStart, on_end: OnEnd, on_text: OnText | None, max_text: int, cursor: Cursor
    ) -> None:
        self._cursor = cursor
        self._on_start, self._on_end, self._on_text = on_start, on_end, on_text
        self._max_text = max_text
        self._names = [""]
        self._text = ""
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text

    def read(self, path: Path) -> None:
        """Parse to the end, and notice a token that does not end before it fills the memory."""
        read = 0
        with path.open("rb") as file:
            while chunk := file.read(_READ_SIZE):
                self._parser.Parse(chunk)
                read += len(chunk)
                if read - self._parser.CurrentByteIndex > MAX_TOKEN:
                    raise self._limit(f"One tag is longer than {MAX_TOKEN} bytes")
        self._parser.Parse(b"", True)  # noqa: FBT003 - positional only

    def _limit(self, problem: str) -> InvalidInputError:
        return InvalidInputError(f"{problem} (line {self._parser.CurrentLineNumber}).", code="input_limit")

    def _refuse_doctype(self, *_: object) -> None:
        raise InvalidInputError(
            f"Line {self._parser.CurrentLineNumber} declares a DTD, which this format does not need and "
            "which can make a small file explode. Remove the <!DOCTYPE …> declaration."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._names) > MAX_DEPTH:
            raise self._limit(f"Elements are nested deeper than {MAX_DEPTH}")
        local = name.rpartition(":")[2]
        self._cursor.offset = self._parser.CurrentByteIndex
        self._on_start(local, self._names[-1], attributes, self._parser.CurrentLineNumber)
        self._names.append(local)
        self._text = ""

    def _end(self, _: str) -> None:
        name = self._names.pop()
        self._cursor.offset = self._parser.CurrentByteIndex
        self._on_end(name, self._names[-1], self._text.strip())
        self._text = ""

    def _add_text(self, text: str) -> None:
        if self._on_text:
            self._on_text(self._names[-1], text, self._parser.CurrentLineNumber)
        if len(self._text) < self._max_text:
            self._text += text[: self._max_text]


def read_xml(
    path: Path,
    *,
    on_start: OnStart,
    on_end: OnEnd,
    on_text: OnText | None = None,
    max_text: int = MAX_TEXT,
    cursor: Cursor | None = None,
) -> None:
    """Report every element of a file, whatever its namespaces; raises InvalidInputError with the line.

    Texts longer than `max_text` are cut; `on_text` sees all of them, in pieces. The cursor tells where the
    callbacks are.
    """
    reader = _Reader(on_start, on_end, on_text, max_text, cursor or Cursor())
    try:
        reader.read(path)
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise InvalidInputError(
            f"The file is not well-formed XML: {problem} in line {error.lineno}, column {error.offset + 1}."
        ) from None
    except (LookupError, ValueError):
        raise InvalidInputError(
            "The file declares a character encoding that XML readers do not know. Save it as UTF-8."
        ) from None
