"""Finds out how a text file is encoded, and copies it as UTF-8 where it is not."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.text.guessing import guess_charset

LONGEST_LINE = 64 * MiB
_READ_SIZE = 4 * MiB
_SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A UTF-8 file, what it was encoded in, whether that was a guess, and whether it has blank lines."""

    path: Path
    encoding: str
    guessed: bool
    blank_lines: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """Says which encoding was guessed."""
        if not self.guessed:
            return ()
        return (f"The text was read as {self.encoding}; choose an encoding if letters look wrong.",)


def open_text(
    path: Path, *, name: str, encoding: str, folder: Path, longest_line: int | None = LONGEST_LINE
) -> Text:
    """The file as UTF-8: itself, or a copy in `folder`; `encoding` may be "auto".

    Raises InvalidInputError for zero bytes, absurdly long lines and bytes that are not of the encoding.
    """
    found, guessed = (encoding, False) if encoding != "auto" else _detect(path)
    if found in {"utf-8", "utf-8-sig"} and not _ends_lines_with_cr(path):
        known = encoding == "auto" and found == "utf-8"
        return Text(path, "utf-8", guessed, _check(path, name=name, longest=longest_line, is_utf8=known))
    copy = folder / f"text-{path.stem}.txt"
    _transcode(path, copy, encoding=found, name=name)
    return Text(copy, found, guessed, _check(copy, name=name, longest=longest_line, is_utf8=True))


def _detect(path: Path) -> tuple[str, bool]:
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, False
    if head[:200].count(0) > len(head[:200]) // 4:
        return ("utf-16-be" if head[0] == 0 else "utf-16-le"), True
    if _is_utf8(path):
        return "utf-8", False
    return guess_charset(_telling(path)) or "windows-1252", True


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_READ_SIZE):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling(path: Path) -> bytes:
    """Some lines that are not all ASCII: the others say nothing about an encoding."""
    lines: list[bytes] = []
    with path.open("rb") as file:
        while len(lines) < 200 and (line := file.readline(_SAMPLE)):  # noqa: PLR2004 - enough to tell
            if not line.isascii():
                lines.append(line)
    return b"".join(lines)


def _ends_lines_with_cr(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    return b"\r" in head[:-1] and b"\n" not in head


def _transcode(path: Path, copy: Path, *, encoding: str, name: str) -> None:
    newline = None if _ends_lines_with_cr(path) else ""
    try:
        with (
            path.open(encoding=encoding, newline=newline) as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while text := source.read(_READ_SIZE):
                target.write(text)
    except UnicodeError:
        raise InvalidInputError(
            f"'{name}' is not {encoding} text. Choose another encoding, or 'auto'."
        ) from None


def _check(path: Path, *, name: str, longest: int | None, is_utf8: bool) -> bool:
    """Refuse what no reader should see; whether there are blank lines."""
    blank, since_newline, tail = False, 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(_READ_SIZE):
            if b"\0" in chunk:
                raise InvalidInputError(f"'{name}' has zero bytes, which text does not have: it is damaged.")
            try:
                decoder.decode(b"" if is_utf8 else chunk)
            except UnicodeDecodeError:
                raise InvalidInputError(
                    f"'{name}' is not UTF-8 text. Choose its encoding, or 'auto'."
                ) from None
            first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
            line = since_newline + (first if first >= 0 else len(chunk))
            since_newline = len(chunk) - last - 1 if last >= 0 else line
            if longest and line > longest:
                raise InvalidInputError(
                    f"'{name}' has a line of more than {longest // MiB} MiB.", code="input_limit"
                )
            blank = blank or _has_blank_line(chunk) or _has_blank_line(tail + chunk[:2])
            tail = (tail + chunk[-2:])[-2:]
    return blank


def _has_blank_line(text: bytes) -> bool:
    return b"\n\n" in text or (b"\r" in text and b"\n\r\n" in text)
