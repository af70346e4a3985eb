"""Opens PDFs with qpdf: whole, with the right password, and no larger than a run may hold."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import SecretStr

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.formats import FORMATS, SNIFF_SIZE, refutes
from apps.tools.plugins.pdf.pages import MAX_PAGES

if TYPE_CHECKING:
    from pikepdf import Pdf

MAX_UNPACKED = 256 * MiB
"""Of one stream; qpdf gives up beyond, so that a bomb is refused before memory is."""


@contextmanager
def reading(source: ToolInput) -> Iterator[None]:
    """Tell of a damaged or oversized file in our words: those of the engines name paths."""
    import pikepdf

    try:
        yield
    except (pikepdf.PasswordError, pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        raise refusal_of(source, error) from error


def refusal_of(source: ToolInput, error: Exception) -> InvalidInputError:
    """What to say when qpdf could not read a file."""
    text = str(error).lower()
    if "limit" in text or "memory" in text:
        return InvalidInputError(
            f"'{source.name}' holds a stream that unpacks to more than {MAX_UNPACKED // MiB} MiB, "
            "or structures nested too deeply; such files are not processed.",
            code="input_limit",
        )
    if "unsupported encryption filter" in text:
        return InvalidInputError(
            f"'{source.name}' is encrypted for the holder of a certificate, which no password opens. "
            "Save it without protection, or with a password.",
            code="input_encrypted",
        )
    return InvalidInputError(
        f"'{source.name}' is damaged or cut off: it starts like a PDF, but cannot be read to its end. "
        "Export or upload it again, or try pdf-repair."
    )


def open_pdf(source: ToolInput, password: SecretStr | None = None) -> "Pdf":
    """The document, to be used in a `with` statement; its pages are there and counted.

    Raises InvalidInputError: input_mismatch when it is no PDF, input_encrypted when the password is missing
    or wrong, input_corrupt when a part of it is missing, input_limit when it has too many pages.
    """
    pdf = unlock(source, password)
    try:
        with reading(source):
            refuse_page_count(source, len(pdf.pages))
            _refuse_cut_off(source, pdf)
    except InvalidInputError:
        pdf.close()
        raise
    return pdf


def unlock(source: ToolInput, password: SecretStr | None) -> "Pdf":
    """The document with nothing but its password checked, for tools that mend what is damaged."""
    import pikepdf

    refuse_mismatch(source)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_UNPACKED)
    for secret in _spellings(password):
        try:
            with warnings.catch_warnings(action="ignore"):  # pikepdf minds a password that is not needed
                return pikepdf.open(source.path, password=secret)
        except pikepdf.PasswordError:
            continue
        except pikepdf.PdfError as error:
            raise refusal_of(source, error) from error
    raise encrypted(source, password)


def _spellings(password: SecretStr | None) -> list[bytes]:
    """A password as new files (UTF-8) and as old ones (PDFDocEncoding, nearly Latin-1) spell it."""
    text = password.get_secret_value() if password else ""
    old = [] if text.isascii() else [text.encode("latin-1", "replace")]
    return [text.encode(), *old]


def encrypted(source: ToolInput, password: SecretStr | None) -> InvalidInputError:
    """What to say when a document does not open with this password, or without one."""
    reason = (
        f"The password does not open '{source.name}'. Passwords are case-sensitive; check it and try again."
        if password and password.get_secret_value()
        else f"'{source.name}' is encrypted and needs a password. Give it in the option 'password'."
    )
    return InvalidInputError(reason, code="input_encrypted")


def refuse_mismatch(source: ToolInput) -> None:
    """Raise unless the first bytes are those of a PDF."""
    with source.path.open("rb") as file:
        head = file.read(SNIFF_SIZE)
    if refutes(head, FORMATS["pdf"]):
        raise InvalidInputError(
            f"'{source.name}' is not a PDF: its first bytes are of something else. "
            "Give the file the extension of what it really is.",
            code="input_mismatch",
        )


def refuse_page_count(source: ToolInput, pages: int) -> None:
    """Raise when a document has no page, or more than a run takes."""
    if not pages:
        raise InvalidInputError(
            f"'{source.name}' has no page that can be read; it is damaged. Try pdf-repair."
        )
    if pages > MAX_PAGES:
        raise InvalidInputError(
            f"'{source.name}' has {pages:,} pages; at most {MAX_PAGES:,} are allowed. Split it first.",
            code="input_limit",
        )


def _refuse_cut_off(source: ToolInput, pdf: "Pdf") -> None:
    """Raise when the end is missing: qpdf mends that, but what stood there is lost without a word."""
    if is_cut_off(map(str, pdf.get_warnings())):
        raise InvalidInputError(
            f"The end of '{source.name}' is missing, so pages may be empty or incomplete. Upload it again, "
            "or see with pdf-repair what can be saved."
        )


def is_cut_off(told: Iterable[str]) -> bool:
    """Whether qpdf's warnings are those of a file without its end, rather than with something after it."""
    text = " ".join(told)
    return "can't find startxref" in text and "startxref was more than" not in text
