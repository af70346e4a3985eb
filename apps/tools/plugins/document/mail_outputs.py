"""What `email-convert` makes of a message: a page, a text, a PDF, MIME, files in a ZIP; and its summary."""

import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.filenames import display_name, split_extension
from apps.tools.plugins.document.email_options import EmailConvertOptions, MailSummary
from apps.tools.plugins.document.html_assets import Bundle
from apps.tools.plugins.document.mail_page import page_of, text_of
from apps.tools.plugins.document.messages import Message
from apps.tools.plugins.document.printing import SIZES, print_page

MAX_SHOWN = 1000
"""So many attachments at most are named in a summary."""

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""ZIP knows no time before, and a message says none for its files."""


def write_mail(run: ToolRun[EmailConvertOptions], message: Message, path: Path) -> tuple[str, ...]:
    """Write the message in the format asked for; notes of what was lost.

    Raises InvalidInputError when its attachments are wanted and there are none.
    """
    target = run.options.output_format
    if target == "zip":
        if not message.attachments:
            raise InvalidInputError(f"'{run.source.name}' has no attachments.", code="input_not_allowed")
        write_attachments(message, path)
    elif target == "eml":
        path.write_bytes(mime_of(message))
    elif target == "txt":
        path.write_text(text_of(message), "utf-8")
    else:
        page, notes = page_of(message)
        if target == "html":
            path.write_text(page, "utf-8")
        else:
            size = SIZES[run.options.page_size]
            print_page(page, path, bundle=Bundle(), size=size, margin=15, media="print", name=run.source.name)
        return notes
    return message.notes


def summary_of(message: Message) -> MailSummary:
    """What its headers say, and what is attached."""
    fields = dict(message.headers)
    return MailSummary(
        subject=fields.get("Subject", ""),
        sender=fields.get("From", ""),
        recipients=fields.get("To", ""),
        date=fields.get("Date", ""),
        attachments=[item.name for item in message.attachments[:MAX_SHOWN]],
    )


def write_attachments(message: Message, path: Path) -> int:
    """Put the files into a ZIP archive under distinct names; how many there are."""
    taken: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in message.attachments:
            name = _distinct(display_name(item.name), taken)
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DATE), item.content, zipfile.ZIP_DEFLATED)
    return len(taken)


def mime_of(message: Message) -> bytes:
    """The message as RFC 5322, which every mail program opens."""
    mail = EmailMessage(policy=SMTP)
    for name, value in message.headers:
        mail[name] = " ".join(value.split())
    if message.text is not None or not message.html:
        mail.set_content(message.text or "")
        if message.html:
            mail.add_alternative(message.html, subtype="html")
    else:
        mail.set_content(message.html, subtype="html")
    for item in message.attachments:
        main, _, sub = item.media_type.partition("/")
        mail.add_attachment(
            item.content,
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=display_name(item.name),
            cid=f"<{item.content_id}>" if item.content_id else None,
        )
    return mail.as_bytes()


def _distinct(name: str, taken: set[str]) -> str:
    stem, ending = split_extension(name)
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem}-{number}{ending}"
    taken.add(found.casefold())
    return found
