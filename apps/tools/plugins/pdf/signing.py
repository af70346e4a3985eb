"""Signs with pyHanko, by an update after the document: earlier signatures stay valid, nobody is asked."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, SecretStr

from apps.tools.base import InvalidInputError, ToolInput, ToolOutput, ToolRun
from apps.tools.plugins.pdf.certificates import read_signer
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.placement import Box, moved_box, shown_to_user
from apps.tools.plugins.pdf.saving import broken_signatures, claims_of, save_pdf
from apps.tools.plugins.pdf.sign_options import PdfSignOptions

if TYPE_CHECKING:
    from pikepdf import Pdf

TIME = "The time in the signature is this server's: no timestamp authority was asked."


class SignResult(BaseModel):
    """The signature."""

    signer: str = Field(description="Whom the certificate names.")
    issuer: str = Field(description="Who issued the certificate.")
    field: str = Field(description="The field of the document that holds the signature.")
    signed_at: datetime = Field(description="When it was signed, by this server's clock.")


def load_signer(source: ToolInput, password: SecretStr | None) -> Any:
    """The signer in a PKCS #12 file; raises InvalidInputError when it cannot sign."""
    return read_signer(source, password)


def sign(run: ToolRun[PdfSignOptions]) -> ToolOutput:
    """The signed document."""
    options, path = run.options, run.output_path("pdf")
    signer = load_signer(run.inputs[1], options.certificate_password)
    with open_pdf(run.source, options.password) as pdf:
        pages, field = len(pdf.pages), _free_name(pdf)
        place = _place(run, pdf) if options.visible else None
        given = _updatable(run, pdf)
    run.progress(0.3, "signing")
    _sign(run, given, path, signer=signer, field=field, place=place)
    certificate = signer.signing_cert
    result = SignResult(
        signer=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        field=field,
        signed_at=datetime.now().astimezone(),
    )
    return run.write(path, format="pdf", claims=claims_of(path, pages=pages), result=result, notes=[TIME])


def _free_name(pdf: "Pdf") -> str:
    taken = set()
    if "/AcroForm" in pdf.Root:
        taken = {str(field.get("/T", "")) for field in pdf.Root.AcroForm.get("/Fields", ())}
    return next(name for number in range(1, 10_000) if (name := f"Signature{number}") not in taken)


def _place(run: ToolRun[PdfSignOptions], pdf: "Pdf") -> tuple[int, Box]:
    """The page that shows the signature, and where on it in the page's own points."""
    options, total = run.options, len(pdf.pages)
    index = total - 1 if options.page == "last" else int(options.page) - 1
    if index >= total:
        raise InvalidInputError(
            f"There is no page {options.page} to sign: '{run.source.name}' has {total} page(s).",
            code="input_not_allowed",
        )
    shown = (options.left, options.top, options.left + options.width, options.top + options.height)
    return index, moved_box(shown, shown_to_user(pdf.pages[index]))


def _updatable(run: ToolRun[PdfSignOptions], pdf: "Pdf") -> Path:
    """The document itself, or written anew where pyHanko cannot read it and no signature would be lost."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    try:
        with run.source.path.open("rb") as file:
            writer: Any = IncrementalPdfFileWriter(file)
            if writer.prev.encrypted:
                writer.encrypt(_secret(run))
            writer.prev.root["/Pages"].get_object()
    except (PdfError, ValueError, KeyError, TypeError):
        if broken_signatures(pdf):
            raise InvalidInputError(
                f"'{run.source.name}' is signed already, and its structure is damaged: another signature "
                "would make the first invalid."
            ) from None
        path = run.output_path("pdf")
        save_pdf(pdf, path)
        return path
    return run.source.path


def _sign(
    run: ToolRun[PdfSignOptions],
    given: Path,
    path: Path,
    *,
    signer: Any,
    field: str,
    place: tuple[int, Box] | None,
) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    options = run.options
    permissions = {"final": fields.MDPPerm.NO_CHANGES, "forms": fields.MDPPerm.FILL_FORMS}
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        reason=options.reason or None,
        location=options.location or None,
        contact_info=options.contact or None,
        md_algorithm="sha256",
        certify=options.kind != "approval",
        docmdp_permissions=permissions.get(options.kind, fields.MDPPerm.FILL_FORMS),
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    spec = fields.SigFieldSpec(field)
    if place:
        left, bottom, right, top = map(round, place[1])
        spec = fields.SigFieldSpec(field, on_page=place[0], box=(left, bottom, right, top))
    style = _style(signer, options) if place else None
    with given.open("rb") as file, path.open("wb") as output:
        writer: Any = IncrementalPdfFileWriter(BytesIO(file.read()))
        if writer.prev.encrypted:
            writer.encrypt(_secret(run))
        pdf_signer = signers.PdfSigner(metadata, signer, stamp_style=style, new_field_spec=spec)
        pdf_signer.sign_pdf(writer, output=output)


def _style(signer: Any, options: PdfSignOptions) -> Any:
    """What is seen: who signed, when and why; in the letters that every viewer has."""
    from pyhanko.stamp import TextStampStyle

    name = signer.signing_cert.subject.native.get("common_name", "") or "the certificate's owner"
    lines = [f"Signed by {name}", "%(ts)s", *([options.reason] if options.reason else [])]
    text = "\n".join(lines).replace("%(ts)s", "\0").replace("%", "%%").replace("\0", "%(ts)s")
    return TextStampStyle(stamp_text=text.encode("latin-1", "replace").decode("latin-1"), border_width=1)


def _secret(run: ToolRun[PdfSignOptions]) -> str:
    return run.options.password.get_secret_value() if run.options.password else ""
