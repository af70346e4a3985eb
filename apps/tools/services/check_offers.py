"""Hold the files of a request to the tool's declaration, before anything is kept."""

from collections.abc import Sequence

from apps.iam.models import User
from apps.tools.exceptions import FileExpiredError, InputError
from apps.tools.formats import BINARY
from apps.tools.inputs import InputRefusedError, check_counts, check_input, identify
from apps.tools.models import StoredFile
from apps.tools.registry import Tool
from apps.tools.services.requests import FileOffer, Offer
from common.exceptions import NotFoundError


def check_offers(*, owner: User, tool: Tool, offers: Sequence[Offer]) -> list[StoredFile | None]:
    """The kept file of each offer, None for one on its way in; raises InputError for the first bad one."""
    ids = [offer.file_id for offer in offers if isinstance(offer, FileOffer)]
    found = StoredFile.objects.visible_to(owner).in_bulk(ids) if ids else {}
    try:
        check_counts(tool=tool, roles=[offer.role for offer in offers])
        return [_check(tool, offer, found) for offer in offers]
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal


def _check(tool: Tool, offer: Offer, found: dict[object, StoredFile]) -> StoredFile | None:
    if isinstance(offer, FileOffer):
        file = found.get(offer.file_id)
        if file is None:
            raise NotFoundError(noun="file", id=offer.file_id)
        if not file.is_available:
            raise FileExpiredError(name=file.name)
        check_input(tool=tool, role=offer.role, name=file.name, format=file.format, size=file.size)
        return file
    kind = identify(name=offer.name, head=offer.head) or BINARY
    check_input(tool=tool, role=offer.role, name=offer.name, format=kind.id, size=offer.size)
    return None
