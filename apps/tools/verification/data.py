"""Checks data: each format by a reader of its own, in pieces where a file may be large."""

from collections.abc import Callable
from pathlib import Path

from apps.tools.verification import columnar_data, office_sheets, record_data, structured_data, workbook_data
from apps.tools.verification.check import OutputInvalidError

_CHECKS: dict[str, Callable[[Path], dict[str, float]]] = {
    "json": structured_data.inspect_json,
    "ndjson": structured_data.inspect_ndjson,
    "yaml": structured_data.inspect_yaml,
    "toml": structured_data.inspect_toml,
    "xml": structured_data.inspect_xml,
    "csv": record_data.inspect_csv,
    "tsv": record_data.inspect_tsv,
    "vcf": record_data.inspect_vcf,
    "ics": record_data.inspect_ics,
    "xlsx": workbook_data.inspect,
    "xls": office_sheets.inspect,
    "ods": office_sheets.inspect,
    "parquet": columnar_data.inspect_parquet,
    "arrow": columnar_data.inspect_arrow,
}


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many records the file holds: entries of a list, or rows below a header."""
    if format not in _CHECKS:
        raise OutputInvalidError(f"Nothing here can check {format} data.")
    try:
        return _CHECKS[format](path)
    except UnicodeDecodeError:
        raise OutputInvalidError("The tool's output is not UTF-8 text.") from None
