"""Hold the files of a request to the tool's declaration, before anything is kept."""

from collections.abc import Sequence

from apps.iam.models import User
from apps.tools.exceptions import InputError
from apps.tools.inputs import InputRefusedError, check_counts, check_input
from apps.tools.models import StoredFile
from apps.tools.registry import Tool
from apps.tools.services.find_offered import describe_offer, find_offered
from apps.tools.services.offers import Offer


def check_offers(*, owner: User, tool: Tool, offers: Sequence[Offer]) -> list[StoredFile | None]:
    """The kept file of each offer, None for one on its way in; raises InputError for the first bad one."""
    kept = find_offered(owner=owner, offers=offers)
    try:
        check_counts(tool=tool, roles=[offer.role for offer in offers])
        for offer, file in zip(offers, kept, strict=True):
            name, format, size = describe_offer(offer, file)
            check_input(tool=tool, role=offer.role, name=name, format=format, size=size)
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    return kept
