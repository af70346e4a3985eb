"""Reads tables again, with a library other than the one that wrote them where there is one."""

import csv
import json
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.feather
import pyarrow.parquet
import yaml
from lxml import etree, html

from apps.tools.proving.table_rows import Rows


def _below_header(rows: list[list[Any]]) -> Rows:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _read_delimited(path: Path, delimiter: str) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return _below_header(list(csv.reader(file, delimiter=delimiter, strict=True)))


def _listed(tree: Any) -> Rows:
    """A list at the top, or the only list within."""
    while isinstance(tree, dict):
        (tree,) = tree.values()
    rows: Rows = tree
    return rows


def _read_xlsx(path: Path) -> Rows:
    sheet = openpyxl.load_workbook(path).active
    return _below_header([list(row) for row in sheet.iter_rows(values_only=True)])


def _read_md(path: Path) -> Rows:
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in path.read_text("utf-8").splitlines()]
    cells = [[re.sub(r"\\(.)", r"\1", cell.strip().replace("<br>", "\n")) for cell in line] for line in lines]
    return _below_header([cells[0], *cells[2:]])


def _read_html(path: Path) -> Rows:
    page = html.fromstring(path.read_bytes())
    return _below_header([["".join(map(str, cell.itertext())) for cell in row] for row in page.iter("tr")])


def _read_xml(path: Path) -> Rows:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    return [{field.tag: field.text or "" for field in record} for record in root]


def _read_lines(path: Path) -> Rows:
    return [json.loads(line, parse_float=Decimal) for line in path.read_text("utf-8").splitlines()]


READERS: dict[str, Callable[[Path], Rows]] = {
    "csv": lambda path: _read_delimited(path, ","),
    "tsv": lambda path: _read_delimited(path, "\t"),
    "json": lambda path: _listed(json.loads(path.read_text("utf-8"), parse_float=Decimal)),
    "ndjson": _read_lines,
    "xlsx": _read_xlsx,
    "parquet": lambda path: pyarrow.parquet.read_table(path).to_pylist(),
    "arrow": lambda path: pyarrow.feather.read_table(str(path)).to_pylist(),
    "yaml": lambda path: _listed(yaml.safe_load(path.read_text("utf-8"))),
    "toml": lambda path: _listed(tomllib.loads(path.read_text("utf-8"))),
    "xml": _read_xml,
    "md": _read_md,
    "html": _read_html,
}
