"""Outlook messages: properties in an OLE file, named by number and type ([MS-OXMSG])."""

import struct
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.document.messages import Attachment, Message

if TYPE_CHECKING:
    from olefile import OleFileIO

SUBJECT, BODY, HTML, HEADERS = 0x0037, 0x1000, 0x1013, 0x007D
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
TO, CC, SENT = 0x0E04, 0x0E03, 0x0039
FILE_DATA, LONG_NAME, SHORT_NAME, MEDIA_TYPE, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712
_UNICODE, _NARROW, _BINARY = 0x001F, 0x001E, 0x0102
_ATTACHMENT: Final = "__attach_version1.0_#"
_PROPERTIES: Final = "__properties_version1.0"
_TOP_HEADER, _ENTRY = 32, 16
_TIME_TYPE: Final = 0x0040
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


def read_outlook(source: ToolInput) -> Message:
    """Read a .msg file; raises InvalidInputError when it is none."""
    import olefile

    try:
        with olefile.OleFileIO(source.path) as file:
            if not file.exists(_PROPERTIES):
                raise InvalidInputError(f"'{source.name}' is not an Outlook message.", code="input_mismatch")
            return _message(file)
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        raise InvalidInputError(f"'{source.name}' is damaged: it cannot be read as a message.") from None


def _message(file: "OleFileIO") -> Message:
    folders = sorted({entry[0] for entry in file.listdir() if entry[0].startswith(_ATTACHMENT)})
    files = [_attachment(file, folder) for folder in folders]
    html = _binary(file, "", HTML)
    lost = sum(attachment is None for attachment in files)
    sender, address = (
        _text(file, "", SENDER_NAME),
        _text(file, "", SENDER_SMTP) or _text(file, "", SENDER_ADDRESS),
    )
    fields = {
        "From": f"{sender} <{address}>" if "@" in address and sender != address else sender or address,
        "To": _text(file, "", TO),
        "Cc": _text(file, "", CC),
        "Date": _sent(file),
        "Subject": _text(file, "", SUBJECT),
    }
    return Message(
        headers=tuple((name, value.replace("\0", "")) for name, value in fields.items() if value),
        text=_text(file, "", BODY).replace("\r\n", "\n") or None,
        html=html.decode("utf-8", "replace") if html else _text(file, "", HTML) or None,
        attachments=tuple(attachment for attachment in files if attachment),
        notes=(f"Messages and objects within the message were left out: {lost}.",) if lost else (),
    )


def _stream(file: "OleFileIO", folder: str, number: int, kind: int) -> bytes | None:
    name = f"__substg1.0_{number:04X}{kind:04X}"
    path = f"{folder}/{name}" if folder else name
    return bytes(file.openstream(path).read()) if file.exists(path) else None


def _text(file: "OleFileIO", folder: str, number: int) -> str:
    wide = _stream(file, folder, number, _UNICODE)
    if wide is not None:
        return wide.decode("utf-16-le", "replace")
    return (_stream(file, folder, number, _NARROW) or b"").decode("cp1252", "replace")


def _binary(file: "OleFileIO", folder: str, number: int) -> bytes | None:
    return _stream(file, folder, number, _BINARY)


def _sent(file: "OleFileIO") -> str:
    """When it was sent: 100 ns since 1601, in the table of fixed-length properties."""
    table = bytes(file.openstream(_PROPERTIES).read())
    for at in range(_TOP_HEADER, len(table) - _ENTRY + 1, _ENTRY):
        tag, _, value = struct.unpack_from("<IIQ", table, at)
        if tag == (SENT << 16 | _TIME_TYPE):
            return format_datetime(_EPOCH + timedelta(microseconds=value // 10))
    return ""


def _attachment(file: "OleFileIO", folder: str) -> Attachment | None:
    content = _binary(file, folder, FILE_DATA)
    if content is None:
        return None  # a message or an object, which is a folder of streams
    name = _text(file, folder, LONG_NAME) or _text(file, folder, SHORT_NAME) or "attachment.bin"
    return Attachment(
        name=name.rstrip("\0"),
        media_type=_text(file, folder, MEDIA_TYPE).rstrip("\0") or "application/octet-stream",
        content=content,
        content_id=_text(file, folder, CONTENT_ID).strip("<>\0 "),
    )
