"""Hold the files of a batch to the tool's declaration, each by itself, before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.iam.models import User
from apps.tools.batching import EXPANDER
from apps.tools.exceptions import InputsRefusedError, WrongInputsError
from apps.tools.inputs import InputRefusedError, check_counts, check_input
from apps.tools.models import StoredFile
from apps.tools.registry import Tool
from apps.tools.services.find_offered import describe_offer, find_offered
from apps.tools.services.find_tool import check_tool_available, find_tool
from apps.tools.services.offers import Offer
from common.exceptions import ApplicationError, FieldProblem


@dataclass(frozen=True, slots=True)
class CheckedBatch:
    """The kept file of each offer, None for one on its way in; and where the archive is, if there is one."""

    kept: list[StoredFile | None]
    archive: int | None


def check_batch_offers(*, owner: User, tool: Tool, offers: Sequence[Offer], expand: bool) -> CheckedBatch:
    """What is to become of the files; raises InputsRefusedError that names every one that is refused."""
    kept = find_offered(owner=owner, offers=offers)
    expander = find_tool(name=EXPANDER) if expand else None
    if expander is not None:
        check_tool_available(tool=expander)
    archives, problems = [], []
    for position, (offer, file) in enumerate(zip(offers, kept, strict=True)):
        try:
            if _check(tool, expander, offer, file):
                archives.append(position)
        except ApplicationError as refusal:
            problems.append(FieldProblem(f"/inputs/{position}", refusal.detail, refusal.code))
        except InputRefusedError as refusal:
            problems.append(FieldProblem(f"/inputs/{position}", str(refusal), refusal.code))
    if problems:
        raise InputsRefusedError(
            count=len(problems), total=len(offers), first=problems[0].msg, errors=problems
        )
    if expand and len(archives) != 1:
        raise WrongInputsError(reason=f"`expand` takes exactly one archive; {len(archives)} came.")
    return CheckedBatch(kept, archives[0] if archives else None)


def _check(tool: Tool, expander: Tool | None, offer: Offer, file: StoredFile | None) -> bool:
    """Whether it is the archive; raises InputRefusedError, NotFoundError or FileExpiredError."""
    check_counts(tool=tool, roles=[offer.role])
    name, format, size = describe_offer(offer, file)
    if expander is not None and format in expander.inputs[0].formats:
        check_input(tool=expander, role=expander.inputs[0].role, name=name, format=format, size=size)
        return True
    check_input(tool=tool, role=offer.role, name=name, format=format, size=size)
    return False
