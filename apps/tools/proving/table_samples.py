"""Samples of tables, each written by a library other than those that the tools write with."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import yaml

from apps.tools.proving.sheet_samples import write_ods, write_xls, write_xlsx
from apps.tools.proving.table_rows import ROWS, plain


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: plain(value) for name, value in row.items()}


def _json_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) if isinstance(value, date) else value for name, value in row.items()}


def _write_csv(path: Path, delimiter: str = ",") -> None:
    """Python 3.11 quotes no empty text on its own, and no value must not be quoted."""
    lines = [delimiter.join(ROWS[0])]
    for row in ROWS:
        cells = [
            "" if value is None else f'"{plain(value).replace(chr(34), chr(34) * 2)}"'
            for value in row.values()
        ]
        lines.append(delimiter.join(cells))
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")


def _arrow_table() -> pa.Table:
    kinds = {
        "id": pa.int64(), "amount": pa.float64(), "large": pa.decimal128(38, 0), "flag": pa.bool_(),
        "day": pa.date32(), "at": pa.timestamp("us"),
    }  # fmt: skip
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in ROWS[0]])
    return pa.Table.from_pylist(ROWS, schema=schema)


def _write_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        columns = ", ".join(f"{name} BOOLEAN" if name == "flag" else name for name in ROWS[0])
        connection.execute(f"CREATE TABLE data ({columns})")
        for row in ROWS:
            values = [str(value) if name == "large" else value for name, value in _json_row(row).items()]
            connection.execute(f"INSERT INTO data VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        connection.commit()


def _write_toml(path: Path) -> None:
    """By hand: JSON's texts are TOML's, and so are its numbers."""
    lines = []
    for row in ROWS:
        lines.append("[[rows]]")
        for name, value in row.items():
            shown = (
                plain(value)
                if isinstance(value, date)
                else json.dumps(str(value) if name == "large" else value)
            )
            lines.extend([] if value is None else [f"{name} = {shown}"])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_xml(path: Path) -> None:
    root = ET.Element("people")
    for row in ROWS:
        record = ET.SubElement(root, "person")
        for name, value in row.items():
            if value is not None:
                ET.SubElement(record, name).text = plain(value)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _write_md(path: Path) -> None:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"

    rows = [line(list(_texts(row).values())) for row in ROWS]
    path.write_text(
        "\n".join(["# People", "", line(list(ROWS[0])), "|---" * len(ROWS[0]) + "|", *rows, "", "End."])
    )


def _write_html(path: Path) -> None:
    def line(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    rows = [line(list(_texts(row).values()), "td") for row in ROWS]
    path.write_text(f"<!doctype html><h1>x</h1><table>{line(list(ROWS[0]), 'th')}{''.join(rows)}</table>")


def _write_json(path: Path) -> None:
    path.write_text(json.dumps([_json_row(row) for row in ROWS], indent=1), encoding="utf-8")


def _write_ndjson(path: Path) -> None:
    path.write_text(
        "".join(json.dumps(_json_row(row), ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8"
    )


WRITERS: dict[str, Callable[[Path], object]] = {
    "csv": _write_csv,
    "tsv": lambda path: _write_csv(path, "\t"),
    "json": _write_json,
    "ndjson": _write_ndjson,
    "xlsx": write_xlsx,
    "xls": write_xls,
    "ods": write_ods,
    "parquet": lambda path: pyarrow.parquet.write_table(_arrow_table(), path),
    "arrow": lambda path: pyarrow.feather.write_feather(
        _arrow_table(), str(path), compression="uncompressed"
    ),
    "sqlite": _write_sqlite,
    "yaml": lambda path: path.write_text(
        yaml.safe_dump(ROWS, allow_unicode=True, sort_keys=False), encoding="utf-8"
    ),
    "toml": _write_toml,
    "xml": _write_xml,
    "md": _write_md,
    "html": _write_html,
}
