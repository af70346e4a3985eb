"""Text files of unknown encoding, as UTF-8."""

import codecs
import re
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolInput, ToolRun
from apps.tools.options import OptionsT
from apps.tools.plugins.text.guessing import guess_charset

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding=["']([\w.:-]{1,40})|<meta[^>]{0,200}?charset=["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 2048
_LOOKED_AT = 256 * 1024
"""Bytes that a guess is made from."""


def read_text(source: ToolInput) -> tuple[str, str | None]:
    """The text of a file, and the name of its encoding unless that is UTF-8.

    A byte order mark goes before UTF-8, that before what the file declares, and a guess comes last.
    Raises InvalidInputError when no encoding fits.
    """
    data = source.path.read_bytes()
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), None if encoding.startswith("utf-8") else encoding
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _unreadable(source, reason=f"it breaks off at byte {error.start} of {encoding}") from None
    for name in (_declared(data), guess_charset(data[:_LOOKED_AT])):
        try:
            if name:
                return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            continue
    raise _unreadable(source, reason="it is neither UTF-8 nor any encoding that could be recognised")


def utf8_copy(run: ToolRun[OptionsT], *, format: str) -> tuple[Path, tuple[str, ...]]:
    """The source as a UTF-8 file: itself if it is one already; and a note if it was not."""
    text, encoding = read_text(run.source)
    if encoding is None and not text.startswith("\ufeff"):
        return run.source.path, ()
    path = run.workspace / f"utf-8.{format}"
    path.write_text(text, "utf-8", newline="")
    return path, (f"The text was read as {encoding}.",) if encoding else ()


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return (found[1] or found[2]).decode("ascii") if found else None


def _unreadable(source: ToolInput, *, reason: str) -> InvalidInputError:
    return InvalidInputError(
        f"The text of '{source.name}' cannot be read: {reason}. Save it as UTF-8 and try again."
    )
