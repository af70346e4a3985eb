"""Find the tool for "this file → that format"."""

from collections.abc import Sequence

from apps.iam.models import User
from apps.tools.catalogue import get_catalogue
from apps.tools.exceptions import InputError, NoConversionError, WrongInputsError
from apps.tools.inputs import InputRefusedError, identify
from apps.tools.models import StoredFile
from apps.tools.registry import Conversion
from apps.tools.services.requests import FileOffer, Offer
from common.exceptions import NotFoundError


def choose_conversion(*, owner: User, offers: Sequence[Offer], target: str) -> Conversion:
    """The best proven conversion of the only file; raises NoConversionError with what can be reached."""
    if len(offers) != 1:
        raise WrongInputsError(reason=f"One file is converted at a time; {len(offers)} came.")
    source = _format_of(offers[0], owner=owner)
    reachable = [item for item in get_catalogue().conversions() if item.source == source and item.is_complete]
    for item in reachable:
        if item.target == target.lower():
            return item
    targets = ", ".join(sorted({item.target for item in reachable})) or "nothing"
    raise NoConversionError(source=source, target=target[:40], reachable=targets)


def _format_of(offer: Offer, *, owner: User) -> str:
    if isinstance(offer, FileOffer):
        file = StoredFile.objects.visible_to(owner).filter(pk=offer.file_id).first()
        if file is None:
            raise NotFoundError(noun="file", id=offer.file_id)
        return file.format
    try:
        known = identify(name=offer.name, head=offer.head)
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    return known.id if known else "an unknown format"
