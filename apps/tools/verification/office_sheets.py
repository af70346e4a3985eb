"""Checks the spreadsheets that LibreOffice writes, with another reader: they open, and have sheets."""

from pathlib import Path

from apps.tools.verification.check import OutputInvalidError


def inspect(path: Path) -> dict[str, float]:
    """How many sheets there are."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = len(book.sheet_names)
    except (CalamineError, OSError):
        raise OutputInvalidError("The tool's output is a damaged workbook.") from None
    if not sheets:
        raise OutputInvalidError("The tool's output is a workbook without sheets.")
    return {"sheets": sheets}
