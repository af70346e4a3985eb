"""Keep a file that came in."""

from datetime import timedelta
from pathlib import Path

from apps.iam.models import User
from apps.tools.models import StoredFile
from apps.tools.services.offers import UploadOffer
from apps.tools.services.place_upload import place_upload


def store_upload(
    *,
    owner: User,
    name: str,
    path: Path,
    head: bytes,
    size: int,
    digest: str,
    expires_in: timedelta | None = None,
) -> StoredFile:
    """Move the file into storage and make its row; raises InputError or StorageUnavailableError."""
    offer = UploadOffer(role="source", name=name, path=path, head=head, size=size, digest=digest)
    file = place_upload(owner=owner, offer=offer, expires_in=expires_in)
    file.save(force_insert=True)
    return file
