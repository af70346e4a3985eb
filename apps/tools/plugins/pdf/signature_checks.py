"""Checks signatures with pyHanko: integrity always, trust against the roots given; nobody is asked online."""

from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolOutput, ToolRun
from apps.tools.plugins.pdf.certificates import read_roots
from apps.tools.plugins.pdf.options import PdfOptions

MAX_SIGNATURES = 100
Coverage = Literal["whole_file", "whole_revision", "part", "unclear"]
Changes = Literal["none", "allowed", "other", "unknown"]

NOT_ASKED = "Nobody was asked whether certificates have been revoked."


class SignatureCheck(BaseModel):
    """One signature."""

    field: str = Field(description="The field that holds it.")
    signer: str = Field(description="Whom its certificate names.")
    issuer: str = Field(description="Who issued the certificate.")
    valid_from: datetime = Field(description="When the certificate begins to be valid.")
    valid_until: datetime = Field(description="When the certificate ends to be valid.")
    signed_at: datetime | None = Field(description="When it was signed, by the signer's own clock.")
    reason: str | None = Field(description="Why, as the signer says.")
    location: str | None = Field(description="Where, as the signer says.")
    intact: bool = Field(description="What was signed is unchanged.")
    genuine: bool = Field(description="It was made with the key of this certificate.")
    trusted: bool | None = Field(
        description="Whether the roots given vouch for the signer; none without roots."
    )
    coverage: Coverage = Field(description="How much of the file it covers.")
    later_changes: Changes = Field(description="What was added after it: nothing, what it allows, or more.")
    problem: str | None = Field(description="Why it could not be checked, or is not trusted.")


class SignaturesResult(BaseModel):
    """All signatures, in the order they were made."""

    signatures: list[SignatureCheck] = Field(description="The signatures.")
    all_good: bool = Field(
        description="There are some, and each is intact, genuine, without unlawful changes, and trusted "
        "where roots were given."
    )


def verify(run: ToolRun[PdfOptions]) -> ToolOutput:
    """Every signature of the document; a document without any is no error."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    roots = [root for source in run.inputs[1:] for root in read_roots(source)]
    try:
        reader = PdfFileReader(BytesIO(run.source.path.read_bytes()), strict=False)
        if reader.encrypted:
            reader.decrypt(run.options.password.get_secret_value() if run.options.password else "")
        found = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            f"The structure of '{run.source.name}' is damaged, so its signatures cannot be checked."
        ) from error
    if len(found) > MAX_SIGNATURES:
        raise InvalidInputError(
            f"'{run.source.name}' has {len(found)} signatures; at most {MAX_SIGNATURES} are checked.",
            code="input_limit",
        )
    checks = [_check(signature, roots) for signature in found]
    notes = [NOT_ASKED] if checks else ["The document has no signature."]
    if checks and not roots:
        notes.append("Trust was not judged: give the root certificates that you trust.")
    good = bool(checks) and all(_is_good(check) for check in checks)
    return ToolOutput(result=SignaturesResult(signatures=checks, all_good=good), notes=tuple(notes))


def _check(signature: Any, roots: list[Any]) -> SignatureCheck:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    status, problem = None, None
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except Exception as error:  # noqa: BLE001 - a hostile signature may make pyHanko stumble anywhere
        problem = f"It could not be checked: {str(error)[:200] or type(error).__name__}"
    certificate, details = signature.signer_cert, signature.sig_object
    if status and roots and not status.trusted:
        problem = "No path of valid certificates leads from the signer to a root given."
    return SignatureCheck(
        field=signature.field_name,
        signer=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=signature.self_reported_timestamp,
        reason=_text(details, "/Reason"),
        location=_text(details, "/Location"),
        intact=bool(status and status.intact),
        genuine=bool(status and status.valid),
        trusted=bool(status and status.trusted) if roots else None,
        coverage=_coverage(status),
        later_changes=_changes(status),
        problem=problem,
    )


def _is_good(check: SignatureCheck) -> bool:
    return (
        check.intact
        and check.genuine
        and check.later_changes in {"none", "allowed"}
        and check.trusted is not False
    )


def _text(details: Any, key: str) -> str | None:
    return str(details[key]) if key in details else None


def _coverage(status: Any) -> Coverage:
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Level

    known: dict[Any, Coverage] = {
        Level.ENTIRE_FILE: "whole_file",
        Level.ENTIRE_REVISION: "whole_revision",
        Level.CONTIGUOUS_BLOCK_FROM_START: "part",
    }
    return known.get(status.coverage if status else None, "unclear")


def _changes(status: Any) -> Changes:
    from pyhanko.sign.diff_analysis import ModificationLevel as Level

    level = status.modification_level if status else None
    if level is None:
        return "unknown"
    if level == Level.NONE:
        return "none"
    return "allowed" if level != Level.OTHER and status.docmdp_ok else "other"
