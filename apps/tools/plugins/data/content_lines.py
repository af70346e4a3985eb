"""The lines that vCards are made of: unfolded, divided, escaped and folded (RFC 6350 and its forebears)."""

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.tools.base import InvalidInputError

_LINE = re.compile(r'(?:([\w-]+)\.)?([\w-]+)((?:;[^:;"]*(?:"[^"]*"[^:;"]*)*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([^:;"]*(?:"[^"]*"[^:;"]*)*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WIDTH = 75


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A property: its group, name, parameters (in capitals, lists of values) and value as it is written."""

    group: str
    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def types(self) -> list[str]:
        """What kind of address or number it is, in small letters."""
        return [kind.lower() for kind in self.parameters.get("TYPE", [])]


def read_lines(text: str, *, name: str) -> Iterator[ContentLine]:
    """The properties of a file; raises InvalidInputError for a line that is none."""
    for number, line in _unfold(text):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise InvalidInputError(f"'{name}' has no property in line {number}: {line[:60]!r}.")
        group, key, parameters, value = found.groups()
        yield _decode(ContentLine(group or "", key.upper(), _parameters(parameters), value))


def _unfold(text: str) -> Iterator[tuple[int, str]]:
    held, start, printable = "", 0, False
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.removesuffix("\r")
        if held and printable and held.endswith("="):
            held = held[:-1] + bare
        elif held and bare[:1] in {" ", "\t"} and bare.strip():
            held += bare[1:]
        else:
            if held:
                yield start, held
            held, start = bare, number
            printable = "QUOTED-PRINTABLE" in bare.partition(":")[0].upper()
    if held:
        yield start, held


def _parameters(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parameter in _PARAMETER.findall(text):
        key, equals, value = parameter.partition("=")
        if not equals:  # vCard 2.1 names types alone
            bare = key.upper()
            key, value = (
                ("ENCODING", key) if bare in {"QUOTED-PRINTABLE", "BASE64", "8BIT"} else ("TYPE", key)
            )
        values = value.strip().strip('"').split(",")
        found.setdefault(key.strip().upper(), []).extend(item.strip('"') for item in values if item)
    return found


def _decode(line: ContentLine) -> ContentLine:
    if [item.upper() for item in line.parameters.get("ENCODING", [])] != ["QUOTED-PRINTABLE"]:
        return line
    raw = quopri.decodestring(line.value.encode("utf-8"))
    charset = line.parameters.get("CHARSET", ["utf-8"])[0]
    try:
        value = raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        value = raw.decode("windows-1252", "replace")
    plain = value.replace("\r\n", "\n").replace("\n", "\\n")
    return ContentLine(line.group, line.name, line.parameters, plain)


def unescape(text: str) -> str:
    """The text that a value stands for."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def divide(text: str, separator: str) -> list[str]:
    """The parts of a structured value, each unescaped."""
    parts, start, at = list[str](), 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == separator:
            parts.append(unescape(text[start:at]))
            start = at + 1
        at += 1
    return [*parts, unescape(text[start:])]


def escape(text: str) -> str:
    """The text as it is written in a value."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def fold(line: str) -> str:
    """The line in pieces of at most 75 bytes, none within a letter."""
    pieces, piece, size = list[str](), "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece]) + "\r\n"


def join(parts: Sequence[str], separator: str) -> str:
    """The parts of a structured value, escaped."""
    return separator.join(map(escape, parts))
