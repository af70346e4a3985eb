"""Checks XLSX: the parts of a workbook are there, and the rows of its first sheet."""

import zipfile
from pathlib import Path
from xml.parsers import expat
from zlib import error as zlib_error

from apps.tools.verification.check import OutputInvalidError

_PIECE = 1024 * 1024


def inspect(path: Path) -> dict[str, float]:
    """Rows below the header of the first sheet, and how many sheets there are."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            sheets = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
            if "xl/workbook.xml" not in names or not sheets:
                raise OutputInvalidError("The tool's output is a ZIP file, but no workbook.")
            return {"rows": _count_rows(archive, sheets[0]) - 1, "sheets": len(sheets)}
    except (zipfile.BadZipFile, zlib_error, expat.ExpatError, EOFError):
        raise OutputInvalidError("The tool's output is a damaged workbook.") from None


def _count_rows(archive: zipfile.ZipFile, name: str) -> int:
    last = 0

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal last
        if element == "row":
            last = int(attributes.get("r", last + 1))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 - positional only
    return last
