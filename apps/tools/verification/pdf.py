"""Checks a PDF: PDFium opens it, since qpdf wrote it, and every page has a size."""

from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_NOT_ENCRYPTED = -1
"""What PDFium says of the revision of a security handler that is not there."""


def inspect(path: Path) -> dict[str, float]:
    """Its number of pages, the size of the first in points, and whether it is encrypted.

    Of one that does not open without a password only that: {"encrypted": 1}.
    """
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            return {"encrypted": 1}
        raise OutputInvalidError("The tool's output does not open as a PDF.") from None
    with document:
        encrypted = raw.FPDF_GetSecurityHandlerRevision(document) != _NOT_ENCRYPTED
        sizes = [document.get_page_size(number) for number in range(len(document))]
    if not sizes:
        raise OutputInvalidError("The tool's output is a PDF without pages.")
    width, height = sizes[0]
    return {
        "pages": len(sizes),
        "width": round(width, 2),
        "height": round(height, 2),
        "encrypted": int(encrypted),
    }
