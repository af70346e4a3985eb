"""Writes PDFs: what was protected stays protected, and the writer is not named in the metadata."""

import secrets
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from pikepdf import Encryption, Pdf

Claims = dict[str, float]


def save_pdf(
    pdf: "Pdf",
    path: Path,
    *,
    encryption: "Encryption | bool | None" = None,
    smallest: bool = False,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Claims:
    """Write the document and return what can be claimed of it.

    Without `encryption` it keeps the passwords and permissions that it was opened with; False takes them off.
    """
    import pikepdf

    kept = pdf.is_encrypted if encryption is None else encryption
    streams = pikepdf.ObjectStreamMode
    # Unpacked only to be packed better; pikepdf takes no level together with encryption.
    level = None if smallest or kept else pikepdf.StreamDecodeLevel.none
    with warnings.catch_warnings(action="ignore", category=pikepdf.PageCopyWarning):  # fields lost before
        pdf.save(
            path,
            encryption=kept,
            fix_metadata_version=False,  # or metadata that is none would keep a document from being written
            object_stream_mode=streams.generate if smallest else streams.preserve,
            stream_decode_level=level,
            recompress_flate=smallest,
            progress=lambda percent: on_progress(percent / 100),
        )
    return claims_of(path, pages=len(pdf.pages))


def claims_of(path: Path, *, pages: int) -> Claims:
    """How many pages a reader will find; of one that needs a password, only that it does."""
    import pikepdf

    try:
        with pikepdf.open(path) as written:
            return {"pages": pages, "encrypted": int(written.is_encrypted)}
    except pikepdf.PasswordError:
        return {"encrypted": 1}


def protection_of(sources: "Sequence[Pdf]", password: SecretStr | None) -> "Encryption | None":
    """Encryption for what is made of encrypted documents: the password given opens it, within their limits.

    Who opened them as a user gets no owner's rights: nobody knows the owner's password of the result.
    """
    import pikepdf

    locked = [pdf for pdf in sources if pdf.is_encrypted]
    if not locked:
        return None
    secret = password.get_secret_value() if password else ""
    owned = secret and all(pdf.owner_password_matched for pdf in locked)
    allowed = pikepdf.Permissions(*map(all, zip(*(pdf.allow for pdf in locked), strict=True)))
    return pikepdf.Encryption(
        user=secret, owner=secret if owned else secrets.token_urlsafe(32), allow=allowed
    )


def encrypt_for(password: SecretStr | None) -> "Encryption | None":
    """Encryption that this password alone takes off, if there is one."""
    import pikepdf

    secret = password.get_secret_value() if password else ""
    return pikepdf.Encryption(user=secret, owner=secret) if secret else None


def broken_signatures(pdf: "Pdf") -> tuple[str, ...]:
    """What to say when the document was signed digitally: any change of its bytes makes that invalid."""
    import pikepdf

    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags", 0) if isinstance(form, pikepdf.Dictionary) else 0
    signed = isinstance(flags, int) and flags & 1
    return ("The document was signed digitally; its signatures are no longer valid.",) if signed else ()
