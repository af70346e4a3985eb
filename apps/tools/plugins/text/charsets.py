"""Finding out the character set of a text, and writing it in another."""

import os
from pathlib import Path
from typing import Literal
from unicodedata import normalize

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, MiB, ToolInput, ToolRun
from apps.tools.plugins.text.charset_options import TextCharsetOptions
from apps.tools.plugins.text.guessing import guess_charset

SAMPLE = MiB
"""Bytes that the guess is made of."""
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_LINE_ENDS = {"keep": "", "lf": "\n", "crlf": "\r\n", "cr": "\r"}
_LINE_END_NAMES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
_HANDLERS = {"refuse": "strict", "replace": "replace", "xml": "xmlcharrefreplace"}
_FORMS: dict[str, Literal["NFC", "NFD", "NFKC"]] = {"nfc": "NFC", "nfd": "NFD", "nfkc": "NFKC"}
_PROGRESS_LINES = 10_000


class Recoded(BaseModel):
    """What was found, and what was written."""

    from_charset: str = Field(description="The character set of the file as it came.")
    to_charset: str = Field(description="That of the output.")
    line_ends: list[str] = Field(description="The line ends that were found: lf, crlf, cr.")
    lines: int = Field(description="How many lines it has.")
    replaced: int = Field(description="Characters that the target does not have.")


def find_charset(source: ToolInput) -> str:
    """By its mark, as UTF-8 if it is that, or the likeliest one; raises InvalidInputError for no text."""
    with source.path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, charset in _MARKS.items():
        if sample.startswith(mark):
            return charset
    if _is_utf_8(sample, is_whole=len(sample) == source.size):
        return "utf-8"
    guessed = guess_charset(sample)
    if guessed is None:
        raise InvalidInputError(f"'{source.name}' is no text in any character set that is known here.")
    return guessed


def recode(run: ToolRun[TextCharsetOptions], path: Path, *, charset: str) -> Recoded:
    """Write the text anew, line by line; raises InvalidInputError where it is not what it is said to be."""
    options, lines, replaced = run.options, 0, 0
    form = _FORMS.get(options.normalization)
    errors, newline = _HANDLERS[options.missing], _LINE_ENDS[options.line_ends]
    try:
        with (
            run.source.path.open(encoding=charset, newline=None if newline else "") as source,
            path.open("w", encoding=options.to_charset, newline=newline, errors=errors) as target,
        ):
            for lines, line in enumerate(source, start=1):
                written = normalize(form, line) if form else line
                replaced += _count_missing(written, options.to_charset) if errors != "strict" else 0
                target.write(written)
                if lines % _PROGRESS_LINES == 0:
                    run.progress(
                        os.lseek(source.fileno(), 0, os.SEEK_CUR) / run.source.size, f"{lines} lines"
                    )
            found = source.newlines
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"'{run.source.name}' is not wholly in {charset}: {error.reason}. Choose another from_charset."
        ) from None
    except UnicodeEncodeError as error:
        raise InvalidInputError(
            f"Line {lines} holds {error.object[error.start]!r}, which {options.to_charset} lacks. "
            "Choose another to_charset, or 'replace' for missing.",
            code="input_not_allowed",
        ) from None
    ends = (found,) if isinstance(found, str) else found or ()
    return Recoded(
        from_charset=charset,
        to_charset=options.to_charset,
        line_ends=[_LINE_END_NAMES[end] for end in ends],
        lines=lines,
        replaced=replaced,
    )


def _is_utf_8(sample: bytes, *, is_whole: bool) -> bool:
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return not is_whole and error.start >= len(sample) - 3
    return True


def _count_missing(line: str, charset: str) -> int:
    try:
        line.encode(charset)
    except UnicodeEncodeError:
        return sum(not _has(charset, character) for character in line)
    return 0


def _has(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
