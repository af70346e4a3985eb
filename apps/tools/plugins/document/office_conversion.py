"""How `office-convert` goes about a file: the checks before, LibreOffice's options, the notes after."""

import json
import re
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolInput, ToolOutput, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.plugins.data.workbook_sizes import MAX_CELLS, refuse_huge_sheets
from apps.tools.plugins.document.office import convert_with_office
from apps.tools.plugins.document.office_options import OfficeConvertOptions
from apps.tools.plugins.document.office_tables import write_workbook
from apps.tools.plugins.document.packages import check_main_part, check_package
from apps.tools.plugins.document.text_encoding import read_text

_PACKAGES = frozenset({"docx", "odt", "xlsx", "ods", "pptx", "odp", "odg"})
_SHEETS = frozenset({"xlsx", "ods"})
_TEXTS = frozenset({"html", "txt", "csv"})
_OLE_STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
_OLDER_STREAMS = {"xls": "Book"}
_CSV_IN_UTF8 = "34,76,1"
"""Fields in double quotes, UTF-8, from the first row."""
_PDF_A_2B = 2
_META = re.compile(r"<meta\b[^<>]*>?", re.IGNORECASE)


def check_office_file(source: ToolInput) -> None:
    """Raise InvalidInputError for what is not the kind of file that it says, before LibreOffice sees it."""
    if source.format in _PACKAGES:
        check_package(source, may_be_encrypted=True)
        check_main_part(source)
    if source.format in _SHEETS:
        refuse_huge_sheets(source, most_cells=MAX_CELLS)
    if source.format in _OLE_STREAMS:
        _check_ole(source)


def convert_office_file(run: ToolRun[OfficeConvertOptions]) -> ToolOutput:
    """Convert the source as the options say."""
    options = run.options
    source, notes = _readable_source(run)
    run.progress(0.1, "Opening the document")
    path = run.output_path(options.output_format)
    convert_with_office(
        run,
        source,
        path,
        to=options.output_format,
        save_options=_save_options(options),
        password=options.password.get_secret_value() if options.password else None,
    )
    return run.write(path, format=options.output_format, notes=notes)


def _readable_source(run: ToolRun[OfficeConvertOptions]) -> tuple[Path, tuple[str, ...]]:
    """The source under an extension that LibreOffice believes, and in an encoding that it does not guess."""
    path = run.workspace / f"source.{run.source.format}"
    if run.source.format not in _TEXTS:
        path.symlink_to(run.source.path)
        return path, ()
    text, encoding = read_text(run.source)
    if run.source.format == "csv":
        path = run.workspace / "source.xlsx"
        write_workbook(text, path, name=run.source.name)
    else:
        text = _META.sub(_kept_meta, text) if run.source.format == "html" else text
        path.write_text(text, "utf-8-sig", newline="")
    return path, (f"The text was read as {encoding}.",) if encoding else ()


def _kept_meta(tag: re.Match[str]) -> str:
    """What stands for a header of HTTP goes: LibreOffice would follow its refresh, or wait for it."""
    return "" if "http-equiv" in tag[0].lower() else tag[0]


def _save_options(options: OfficeConvertOptions) -> str:
    if options.output_format == "csv":
        return f"{ord(',')},{_CSV_IN_UTF8}"
    chosen: dict[str, dict[str, str]] = {}
    if options.output_format == "pdf" and options.pages:
        chosen["PageRange"] = {"type": "string", "value": options.pages}
    if options.output_format == "pdf" and options.archival:
        chosen["SelectPdfVersion"] = {"type": "long", "value": str(_PDF_A_2B)}
    return json.dumps(chosen) if chosen else ""


def _check_ole(source: ToolInput) -> None:
    import olefile

    title = FORMATS[source.format].title
    try:
        with olefile.OleFileIO(source.path) as file:
            wanted = (_OLE_STREAMS[source.format], _OLDER_STREAMS.get(source.format))
            known = any(stream and file.exists(stream) for stream in wanted)
            encrypted = file.exists("EncryptedPackage")
    except (OSError, ValueError, IndexError, TypeError):
        raise InvalidInputError(f"'{source.name}' is damaged: it cannot be opened as {title}.") from None
    if not known and not encrypted:
        raise InvalidInputError(f"'{source.name}' is not a {title}.", code="input_mismatch")
