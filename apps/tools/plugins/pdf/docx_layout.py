"""Rebuilds the layout of pages in a Word document with pdf2docx: an extra, as it stands on PyMuPDF (AGPL)."""

import logging
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import ToolFailedError

if TYPE_CHECKING:
    from pdf2docx import Converter

Report = Callable[[float, str], None]


def layout_is_installed() -> bool:
    """Whether the extra `pdf2docx` is there."""
    return find_spec("pdf2docx") is not None


def write_layout(source: Path, path: Path, report: Report) -> None:
    """Convert every page of an unencrypted PDF; raises ToolFailedError when pdf2docx cannot."""
    converter = _open(source)
    try:
        settings = converter.default_settings | {"ignore_page_error": False}
        converter.load_pages().parse_document(**settings)
        pages = list(converter.pages)
        for number, page in enumerate(pages):
            report(0.8 * number / len(pages), f"page {number + 1} of {len(pages)}")
            page.parse(**settings)
        report(0.8, "writing the document")
        converter.make_docx(str(path), **settings)
    except Exception as error:
        # It raises whatever its geometry runs into; all of that is "cannot" to whoever waits for the file.
        raise ToolFailedError("pdf2docx could not rebuild the layout of this document.") from error
    finally:
        converter.close()


def _open(source: Path) -> "Converter":
    root = logging.getLogger()
    level = root.level
    with warnings.catch_warnings(action="ignore"):  # its import uses a deprecated name of PyMuPDF
        from pdf2docx import Converter
    root.setLevel(level)  # which its import changes for everybody
    return Converter(str(source))
