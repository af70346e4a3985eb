"""The text of spreadsheets: a table for each sheet, cells as they are stored."""

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.workbook_sizes import refuse_huge_sheets

MAX_CELLS = 2_000_000
Rows = list[list[str]]


def sheets_of(source: ToolInput) -> list[tuple[str, Rows]]:
    """Each sheet's name and rows; raises InvalidInputError when it cannot be read, or holds too much."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    refuse_huge_sheets(source, most_cells=MAX_CELLS)  # its reader makes all cells of a sheet at once
    found, cells = [], 0
    try:
        with CalamineWorkbook.from_path(str(source.path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                cells += sheet.height * sheet.width
                if cells > MAX_CELLS:
                    raise InvalidInputError(
                        f"'{source.name}' has more than {MAX_CELLS} cells, which is too much text.",
                        code="input_limit",
                    )
                found.append((name, [[_shown(cell) for cell in row] for row in sheet.to_python()]))
    except PasswordError:
        raise InvalidInputError(
            f"'{source.name}' is protected by a password. Remove it first.", code="input_encrypted"
        ) from None
    except (CalamineError, OSError):
        raise InvalidInputError(f"'{source.name}' is damaged: it cannot be opened as a workbook.") from None
    return found


def as_lines(sheets: list[tuple[str, Rows]]) -> str:
    """Sheets below their names, cells separated by tabs."""
    return "\n\n".join("\n".join([name, *("\t".join(row).rstrip() for row in rows)]) for name, rows in sheets)


def as_tables(sheets: list[tuple[str, Rows]]) -> str:
    """Sheets as Markdown tables below headings."""
    return "\n\n".join(f"# {name}\n\n{_table(rows)}" for name, rows in sheets)


def _table(rows: Rows) -> str:
    lines = [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    if lines:
        lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "\n".join(lines)


def _cell(value: str) -> str:
    return value.replace("|", "\\|").replace("\n", "<br>")


def _shown(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value)
