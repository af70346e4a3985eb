"""Base64 of texts and of files of any size, piece by piece."""

import binascii
import re
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.formats import BINARY, SNIFF_SIZE, recognize

_PIECE = 3 * 1024 * 1024
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_SPACES = b" \t\r\n"
_DATA_ADDRESS = re.compile(rb"\Adata:[\w.+/;=-]{0,200};base64,")


def encode_text(text: str, *, url_safe: bool, line_length: int) -> str:
    """The Base64 of the text's UTF-8."""
    return _encoded(text.encode(), url_safe=url_safe, line_length=line_length).decode()


def decode_text(text: str, **_: object) -> str:
    """The text; raises InvalidInputError where it is none, since bytes need a file."""
    decoded = _decoded(_without_address(text.encode()))
    try:
        return decoded.decode()
    except UnicodeDecodeError:
        raise InvalidInputError(
            "The decoded bytes are no UTF-8 text. Send the Base64 as a file, and the bytes come back as one.",
            code="input_not_allowed",
        ) from None


def encode_file(run: ToolRun[Any], *, url_safe: bool, line_length: int) -> Path:
    """Write the Base64 of the only input, in pieces that are whole lines."""
    path = run.output_path("txt")
    bytes_a_line = line_length // 4 * 3 or _PIECE
    step = _PIECE // bytes_a_line * bytes_a_line
    with run.source.path.open("rb") as source, path.open("wb") as target:
        while piece := source.read(step):
            if line_length and target.tell():
                target.write(b"\n")
            target.write(_encoded(piece, url_safe=url_safe, line_length=line_length))
            run.progress(source.tell() / run.source.size)
    return path


def decode_file(run: ToolRun[Any]) -> tuple[Path, str, str]:
    """Write the bytes, and guess by them what they are: the path, a name and a format."""
    path = run.output_path(BINARY.id)
    rest, first = b"", True
    with run.source.path.open("rb") as source, path.open("wb") as target:
        while piece := source.read(_PIECE):
            text = rest + (_without_address(piece) if first else piece).translate(None, _SPACES)
            first = False
            # What may be the end is kept back: padding belongs there only.
            whole = max(0, len(text) // 4 - 1) * 4
            target.write(_decoded(text[:whole]))
            rest = text[whole:]
            run.progress(source.tell() / run.source.size)
        target.write(_decoded(rest))
    with path.open("rb") as file:
        format = (recognize(file.read(SNIFF_SIZE)) or BINARY).id
    stem = run.source.name.rpartition(".")[0] or run.source.name
    return path, f"{stem}.{format}", format


def _without_address(text: bytes) -> bytes:
    """Without the `data:image/png;base64,` that browsers put before it."""
    return _DATA_ADDRESS.sub(b"", text.lstrip(), count=1)


def _encoded(data: bytes, *, url_safe: bool, line_length: int) -> bytes:
    text = b64encode(data)
    if url_safe:
        return text.translate(_URL_SAFE).rstrip(b"=")
    if not line_length:
        return text
    return b"\n".join(text[at : at + line_length] for at in range(0, len(text), line_length))


def _decoded(text: bytes) -> bytes:
    plain = text.translate(_STANDARD, _SPACES)
    wrong = re.search(rb"[^A-Za-z0-9+/=]", plain)
    if wrong:
        raise InvalidInputError(f"This is no Base64: it holds {wrong[0].decode(errors='replace')!r}.")
    if b"=" in plain.rstrip(b"="):
        raise InvalidInputError("This is no Base64: there is padding (=) before its end.")
    stripped = plain.rstrip(b"=")
    if len(stripped) % 4 == 1:
        raise InvalidInputError("This is no Base64, or its end is missing: one character is left over.")
    try:
        return b64decode(stripped + b"=" * (-len(stripped) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidInputError(f"This is no Base64: {error}.") from None
