"""Find the tool for "this file → that format"."""

from collections.abc import Sequence

from apps.iam.models import User
from apps.tools.catalogue import list_possible_conversions
from apps.tools.exceptions import InputError, NoConversionError, WrongInputsError
from apps.tools.formats import BINARY, format_of_name
from apps.tools.inputs import InputRefusedError
from apps.tools.models import WorkerNode
from apps.tools.registry import Conversion
from apps.tools.services.explain_unavailability import explain_unavailability
from apps.tools.services.find_offered import describe_offer, find_offered
from apps.tools.services.offers import Offer
from common.exceptions import FieldProblem


def choose_conversion(*, owner: User, offers: Sequence[Offer], target: str) -> Conversion:
    """The best proven conversion of the only file; raises NoConversionError with what can be reached."""
    if len(offers) != 1:
        raise WrongInputsError(reason=f"One file is converted at a time; {len(offers)} came.")
    source = _format_of(offers[0], owner=owner)
    reachable = [item for item in list_possible_conversions() if item.source == source and item.is_complete]
    wanted = format_of_name(f".{target}")
    found = [item for item in reachable if wanted and item.target == wanted.id]
    if not found:
        raise _refusal(source=source, target=target[:40], reachable={item.target for item in reachable})
    workers = list(WorkerNode.objects.alive())
    return max(found, key=lambda item: _merit(item, workers=workers))


def _merit(conversion: Conversion, *, workers: Sequence[WorkerNode]) -> tuple[bool, int, bool]:
    """What can run goes before what cannot."""
    runs = explain_unavailability(tool=conversion.tool, workers=workers) is None
    return runs, *conversion.merit


def _refusal(*, source: str, target: str, reachable: set[str]) -> NoConversionError:
    summary = ", ".join(sorted(reachable)) or "nothing"
    problem = FieldProblem(
        "/to", f"Choose one of: {summary}.", "no_conversion", {"reachable": sorted(reachable)}
    )
    return NoConversionError(source=source, target=target, reachable=summary, errors=[problem])


def _format_of(offer: Offer, *, owner: User) -> str:
    (file,) = find_offered(owner=owner, offers=[offer])
    try:
        _, format, _ = describe_offer(offer, file)
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    return "an unknown format" if format == BINARY.id else format
