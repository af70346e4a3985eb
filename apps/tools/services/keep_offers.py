"""Turn what was offered into files that are kept."""

from collections.abc import Sequence
from datetime import timedelta

from apps.iam.models import User
from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.services.offers import Offer, UploadOffer
from apps.tools.services.place_upload import place_upload


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
            files.append(file or _place(owner, offer, expires_in))
        StoredFile.objects.bulk_create(_brought(files, kept))
    except BaseException:
        discard_uploads(files, kept=kept)
        raise
    return files


def discard_uploads(files: Sequence[StoredFile], *, kept: Sequence[StoredFile | None]) -> None:
    """Remove the files that this request brought, rows and all, because it came to nothing."""
    brought = _brought(files, kept)
    if brought:
        StoredFile.objects.filter(pk__in=[file.pk for file in brought]).delete()
    for file in brought:
        storage.remove(file.key)


def _brought(files: Sequence[StoredFile], kept: Sequence[StoredFile | None]) -> list[StoredFile]:
    return [file for file, earlier in zip(files, kept, strict=False) if earlier is None]


def _place(owner: User, offer: Offer, expires_in: timedelta | None) -> StoredFile:
    assert isinstance(offer, UploadOffer)  # noqa: S101 - check_offers gave every other one its file
    return place_upload(owner=owner, offer=offer, expires_in=expires_in)
