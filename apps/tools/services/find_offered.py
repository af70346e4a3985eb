"""What is known of the files that a caller offers, before anything is kept."""

from collections.abc import Sequence

from apps.iam.models import User
from apps.tools.exceptions import FileExpiredError
from apps.tools.formats import BINARY
from apps.tools.inputs import identify
from apps.tools.models import StoredFile
from apps.tools.services.offers import FileOffer, Offer, UploadOffer
from apps.tools.switched_off import check_format
from common.exceptions import NotFoundError


def find_offered(*, owner: User, offers: Sequence[Offer]) -> list[StoredFile | None]:
    """The kept file of each offer; None for one on its way in, and for one that the owner cannot see."""
    ids = [offer.file_id for offer in offers if isinstance(offer, FileOffer)]
    found = StoredFile.objects.visible_to(owner).in_bulk(ids) if ids else {}
    return [found.get(offer.file_id) if isinstance(offer, FileOffer) else None for offer in offers]


def describe_offer(offer: Offer, file: StoredFile | None) -> tuple[str, str, int]:
    """Its name, format and size; raises NotFoundError, FileExpiredError or InputRefusedError."""
    if isinstance(offer, UploadOffer):
        kind = identify(name=offer.name, head=offer.head) or BINARY
        check_format(name=offer.name, format=kind.id)
        return offer.name, kind.id, offer.size
    if file is None:
        raise NotFoundError(noun="file", id=offer.file_id)
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    check_format(name=file.name, format=file.format)
    return file.name, file.format, file.size
