"""Samples of tables as spreadsheets, each written by a library other than those that the tools write with."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from apps.tools.proving.table_rows import ROWS, plain


def write_xlsx(path: Path) -> None:
    """By openpyxl; the formula stays a text."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(list(ROWS[0]))
    for number, row in enumerate(_sheet_rows(), start=2):
        sheet.append(row)
        sheet.cell(number, len(row)).data_type = "s"
    workbook.save(path)


def write_xls(path: Path) -> None:
    """By xlwt, with the formats that make numbers days and moments."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Data")
    day, moment = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for number, cells in enumerate([list(ROWS[0]), *_sheet_rows()]):
        for column, value in enumerate(cells):
            style = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
            sheet.write(number, column, value, *([style] if style else []))
    workbook.save(str(path))


def write_ods(path: Path) -> None:
    """By odfpy, a paragraph for each line of a cell."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Data")
    for cells in [list(ROWS[0]), *_sheet_rows()]:
        line = TableRow()
        for value in cells:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=plain(value))
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell(valuetype="string") if value else TableCell()
    for line in plain(value).split("\n") if value else ():
        cell.addElement(P(text=line))
    return cell


def _sheet_rows() -> list[list[Any]]:
    """A sheet cannot hold the large number but as text."""
    return [[str(value) if name == "large" else value for name, value in row.items()] for row in ROWS]
