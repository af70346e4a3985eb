"""Proofs of `email-convert`: messages written by hand, their outputs read by other libraries."""

import base64
import struct
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from apps.tools.proving.compound_file import Tree, write_compound_file
from apps.tools.proving.document_readers import read
from apps.tools.proving.document_samples import picture
from apps.tools.proving.proofs import ProofFailedError

SUBJECT, SENDER, TEXT = "Grüße aus Köln", "Jürgen Müller", "Der Fluss läuft größer"
FILE_NAME, FILE = "Übersicht.csv", b"a;b\n1;2\n"
_REMOTE = "http://tracker.example.org/pixel.gif"
_HTML = (
    f'<html><body><p onclick="alert(1)">{TEXT}</p><script>alert(2)</script><img src="cid:pic@x">'
    f'<img src="{_REMOTE}"></body></html>'
)
_SENT = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MailFacts:
    """Words that an output holds."""

    words: tuple[str, ...]


def make_sample(format: str, path: Path) -> MailFacts:
    """Encoded headers, text and HTML, a picture shown in it, one on another server, and an attachment."""
    if format == "eml":
        path.write_bytes(_eml())
    else:
        write_compound_file(_outlook(), path)
    return MailFacts((SUBJECT, SENDER, TEXT))


def check(path: Path, source: str, target: str, facts: MailFacts) -> None:  # noqa: ARG001 - facts say all
    """The words, the picture and the attachment are there, and nothing that runs or fetches."""
    if target == "zip":
        with zipfile.ZipFile(path) as archive:
            if archive.read(FILE_NAME) != FILE:
                raise ProofFailedError(f"the archive holds {archive.namelist()}")
        return
    if target == "eml":
        mail = message_from_bytes(path.read_bytes(), policy=default)
        found = [part.get_filename() for part in mail.walk()]
        if mail["Subject"] != SUBJECT or FILE_NAME not in found or mail["Date"].datetime != _SENT:
            raise ProofFailedError(f"the message is {mail['Subject']!r} of {mail['Date']} with {found}")
        return
    seen = read(path, target)
    missing = [word for word in facts.words if word not in " ".join(seen.text.split())]
    if missing:
        raise ProofFailedError(f"the text lacks {missing}")
    if target in {"html", "pdf"} and seen.pictures != 1:
        raise ProofFailedError(f"there are {seen.pictures} pictures, not 1")
    if target == "html" and any(word in path.read_text() for word in ("alert", _REMOTE, "<script")):
        raise ProofFailedError("a script or a remote picture is still there")


def _eml() -> bytes:
    subject = base64.b64encode(SUBJECT.encode()).decode()
    name = base64.b64encode(FILE_NAME.encode()).decode()
    return (
        f"From: =?iso-8859-1?q?J=FCrgen_M=FCller?= <j@example.org>\r\nTo: a@example.org\r\n"
        f"Subject: =?utf-8?b?{subject}?=\r\nDate: Wed, 01 May 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="outer"\r\n\r\n--outer\r\n'
        'Content-Type: multipart/related; boundary="inner"\r\n\r\n--inner\r\n'
        "Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(_HTML.encode('cp1252')).decode()}\r\n--inner\r\n"
        "Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(picture()).decode()}\r\n--inner--\r\n--outer\r\n"
        f'Content-Type: text/csv; name="=?utf-8?b?{name}?="\r\n'
        f'Content-Disposition: attachment; filename="=?utf-8?b?{name}?="\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(FILE).decode()}\r\n--outer--\r\n"
    ).encode()


def _outlook() -> Tree:
    ticks = int((_SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    properties = bytes(32) + struct.pack("<IIQ", 0x00390040, 6, ticks)

    def text(value: str) -> bytes:
        return value.encode("utf-16-le")

    return {
        "__properties_version1.0": properties,
        "__substg1.0_0037001F": text(SUBJECT),
        "__substg1.0_0C1A001F": text(SENDER),
        "__substg1.0_5D01001F": text("j@example.org"),
        "__substg1.0_0E04001F": text("a@example.org"),
        "__substg1.0_1000001F": text(TEXT),
        "__substg1.0_10130102": _HTML.encode(),
        "__attach_version1.0_#00000000": {
            "__properties_version1.0": bytes(8),
            "__substg1.0_37010102": FILE,
            "__substg1.0_3707001F": text(FILE_NAME),
            "__substg1.0_370E001F": text("text/csv"),
        },
        "__attach_version1.0_#00000001": {
            "__properties_version1.0": bytes(8),
            "__substg1.0_37010102": picture(),
            "__substg1.0_3707001F": text("picture.png"),
            "__substg1.0_370E001F": text("image/png"),
            "__substg1.0_3712001F": text("pic@x"),
        },
    }
