"""Turn what was offered into files that are kept."""

from collections.abc import Sequence
from datetime import timedelta

from apps.iam.models import User
from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.services.requests import Offer, UploadOffer
from apps.tools.services.store_upload import store_upload


def keep_offers(
    *,
    owner: User,
    offers: Sequence[Offer],
    kept: Sequence[StoredFile | None],
    expires_in: timedelta | None,
) -> list[StoredFile]:
    """The file of each offer, storing those that came with the request; all of them or none."""
    files: list[StoredFile] = []
    try:
        for offer, file in zip(offers, kept, strict=True):
            files.append(file or _store(owner, offer, expires_in))
    except BaseException:
        discard_uploads(files, kept=kept)
        raise
    return files


def discard_uploads(files: Sequence[StoredFile], *, kept: Sequence[StoredFile | None]) -> None:
    """Remove the files that this request brought, rows and all, because it came to nothing."""
    for file, earlier in zip(files, kept, strict=False):
        if earlier is None:
            file.delete()
            storage.remove(file.key)


def _store(owner: User, offer: Offer, expires_in: timedelta | None) -> StoredFile:
    assert isinstance(offer, UploadOffer)  # noqa: S101 - check_offers gave every other one its file
    return store_upload(
        owner=owner,
        name=offer.name,
        path=offer.path,
        head=offer.head,
        size=offer.size,
        digest=offer.digest,
        expires_in=expires_in,
    )
