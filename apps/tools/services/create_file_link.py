"""Make an address that needs no credentials, for a short while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import Signer
from django.utils import timezone

from apps.tools.exceptions import FileExpiredError
from apps.tools.models import StoredFile

MAX_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class FileLink:
    """What opens one file until then; deleting the file ends it at once."""

    signature: str
    expires_at: datetime


def create_file_link(*, file: StoredFile, expires_in: timedelta = MAX_LIFETIME) -> FileLink:
    """Sign the file and the time; raises FileExpiredError when there is nothing to open."""
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    expires_at = (timezone.now() + min(expires_in, MAX_LIFETIME)).replace(microsecond=0)
    signed = link_signer().sign(link_text(file_id=file.pk, expires=str(int(expires_at.timestamp()))))
    return FileLink(signature=signed.partition(":")[2], expires_at=expires_at)


def link_signer() -> Signer:
    """Signs nothing but links to a file's content; former secret keys are still accepted."""
    return Signer(salt="apps.tools.file-content-link")


def link_text(*, file_id: UUID, expires: str) -> str:
    """What is signed: the file, and what `FileLink.signature` begins with."""
    return f"{file_id}:{expires}"
