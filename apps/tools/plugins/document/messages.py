"""A message as people see it, and its reading from MIME (RFC 5322)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from apps.tools.base import InvalidInputError, ToolInput

MAX_PARTS: Final = 2000
HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a message; `content_id` is set for pictures that the text shows."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Headers in order, the text in one or both of its forms, and the files."""

    headers: tuple[tuple[str, str], ...]
    text: str | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What it is about."""
        return dict(self.headers).get("Subject", "")


def read_mime(source: ToolInput) -> Message:
    """Read an .eml file; raises InvalidInputError when it is no message, or one without end."""
    parser = BytesParser(_class=EmailMessage, policy=policy.default)
    try:
        with source.path.open("rb") as file:
            message = parser.parse(file)
        parts = list(_parts(message, source))
        headers = tuple((name, _header(message, name)) for name in HEADERS if message[name])
    except (MessageError, ValueError, LookupError, RecursionError):
        raise InvalidInputError(f"'{source.name}' is damaged: it cannot be read as a message.") from None
    if not headers:
        raise InvalidInputError(
            f"'{source.name}' is not a message: it has no From, To, Date or Subject.", code="input_mismatch"
        )
    bodies = {part.get_content_type(): part for part in reversed(parts) if _is_body(part)}
    files = tuple(_attachment(part, number) for number, part in enumerate(parts, 1) if not _is_body(part))
    text, html = bodies.get("text/plain"), bodies.get("text/html")
    return Message(
        headers=headers,
        text=_text(text) if text else None,
        html=_text(html) if html else None,
        attachments=files,
    )


def _parts(message: EmailMessage, source: ToolInput) -> Iterator[EmailMessage]:
    """The parts that hold something; a message within the message is a file."""
    queue = [message]
    for count in range(MAX_PARTS):
        if not queue:
            return
        part = queue.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            queue[:0] = [child for child in part.iter_parts() if isinstance(child, EmailMessage)]
        elif count or part.get_payload():
            yield part
    raise InvalidInputError(
        f"'{source.name}' has more than {MAX_PARTS} parts, which is too many.", code="input_limit"
    )


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name]).split())


def _is_body(part: EmailMessage) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and not part.get_filename() and part.get_content_disposition() != "attachment"


def _text(part: EmailMessage) -> str:
    """The text by its declared charset; what that does not hold becomes U+FFFD."""
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset, "replace").replace("\r\n", "\n")
    except LookupError:
        return content.decode("cp1252", "replace").replace("\r\n", "\n")


def _attachment(part: EmailMessage, number: int) -> Attachment:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        content = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
        name = part.get_filename() or f"message-{number}.eml"
    else:
        data = part.get_payload(decode=True)
        content = data if isinstance(data, bytes) else b""
        name = part.get_filename() or f"attachment-{number}{_ending(part)}"
    content_id = re.sub(r"[<>\s]", "", str(part.get("Content-ID", "")))
    return Attachment(name=name, media_type=part.get_content_type(), content=content, content_id=content_id)


def _ending(part: EmailMessage) -> str:
    from mimetypes import guess_extension

    return guess_extension(part.get_content_type()) or ".bin"
