"""Workbooks that are small files and would be huge sheets."""

import io
import zipfile
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from tests.tools.plugins.data.conftest import Convert, Write, json_of


def workbook_of(sheet: str) -> bytes:
    """The least that is a workbook, around a sheet."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{relations}/worksheet" '
        'Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_one_cell_in_the_farthest_corner_makes_no_giant_sheet(convert: Convert, write: Write) -> None:
    near = workbook_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert json_of(convert(write("near.xlsx", near), "json", header="no")) == [{"column_1": 1}]

    far = workbook_of(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>2</v></c></row>'
    )
    with pytest.raises(InvalidInputError, match="cells") as refused:
        convert(write("far.xlsx", far), "json")

    assert refused.value.code == "input_limit"


def test_cells_that_are_only_formatted_make_no_sheet_large(convert: Convert, write: Write) -> None:
    formatted = workbook_of(
        '<row r="1"><c r="A1" s="0"><v>1</v></c></row>'
        '<row r="1048576"><c r="B1048576" s="0"/><c s="0" r="XFD1048576"></c></row>'
    )

    assert json_of(convert(write("a.xlsx", formatted), "json", header="no")) == [{"column_1": 1}]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as member:
        for _ in range(1100):
            member.write(b"\0" * 1024 * 1024)

    with pytest.raises(InvalidInputError, match="unpacks") as refused:
        convert(path, "csv")

    assert refused.value.code == "input_limit"


def test_an_ods_cell_that_stands_for_a_billion_is_refused(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:table="{table}"><office:body>'
            '<office:spreadsheet><table:table table:name="S">'
            '<table:table-row table:number-rows-repeated="1000000">'
            f"{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        )

    with pytest.raises(InvalidInputError) as refused:
        convert(path, "csv")

    assert refused.value.code == "input_limit"
