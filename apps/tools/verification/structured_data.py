"""Checks JSON, JSON lines, YAML, TOML and XML: they parse to the end, and how many records they hold."""

import json
import tomllib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from apps.tools.verification.check import OutputInvalidError
from apps.tools.verification.duckdb_connection import connect_duckdb

_PIECE = 1024 * 1024
_LARGEST_AT_ONCE = 32 * _PIECE
"""Above, JSON is read record by record, by another library."""


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _parse_json(text: str | bytes) -> Any:
    """Numbers stay texts: those that are kept may be longer than Python turns into numbers."""
    return json.loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)


def inspect_json(path: Path) -> dict[str, float]:
    """Entries of a list; nothing is counted in another value."""
    if path.stat().st_size > _LARGEST_AT_ONCE:
        return _inspect_large_json(path)
    try:
        value = _parse_json(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise OutputInvalidError("The tool's output is no JSON.") from None
    return {"rows": len(value)} if isinstance(value, list) else {}


def _inspect_large_json(path: Path) -> dict[str, float]:
    import duckdb

    with path.open("rb") as file:
        is_list = file.read(1) == b"["
    query = "SELECT count(*), count(json) FROM read_json_objects(?, format=?, maximum_object_size=?)"
    try:
        with connect_duckdb(threads=2, memory_mb=1024) as connection:
            shape = "array" if is_list else "unstructured"
            found = connection.execute(
                query, [str(path), shape, path.stat().st_size + 1 if not is_list else 64 * _PIECE]
            )
            rows = found.fetchall()[0][0]
    except duckdb.Error:
        raise OutputInvalidError("The tool's output is no JSON.") from None
    return {"rows": rows} if is_list else {}


def inspect_ndjson(path: Path) -> dict[str, float]:
    """Lines, each of them a value."""
    rows = 0
    with path.open("rb") as file:
        for line in file:
            try:
                _parse_json(line)
            except (ValueError, RecursionError):
                raise OutputInvalidError(f"The tool's output is no JSON in line {rows + 1}.") from None
            rows += 1
    return {"rows": rows}


def inspect_yaml(path: Path) -> dict[str, float]:
    """Entries of the list at the top, counted as the parser meets them."""
    import yaml
    from yaml.events import (
        AliasEvent,
        CollectionEndEvent,
        CollectionStartEvent,
        ScalarEvent,
        SequenceStartEvent,
    )

    depth, rows, is_list, began = 0, 0, False, False
    try:
        with path.open(encoding="utf-8") as file:
            for event in yaml.parse(file, Loader=yaml.CSafeLoader):
                if isinstance(event, CollectionEndEvent):
                    depth -= 1
                elif isinstance(event, CollectionStartEvent | ScalarEvent | AliasEvent):
                    rows += depth == 1
                    if not began:
                        began, is_list = True, isinstance(event, SequenceStartEvent)
                    depth += isinstance(event, CollectionStartEvent)
    except yaml.YAMLError:
        raise OutputInvalidError("The tool's output is no YAML.") from None
    if not began:
        raise OutputInvalidError("The tool's output is an empty YAML.")
    return {"rows": rows} if is_list else {}


def inspect_toml(path: Path) -> dict[str, float]:
    """Only that it parses."""
    try:
        with path.open("rb") as file:
            tomllib.load(file)
    except (ValueError, RecursionError):
        raise OutputInvalidError("The tool's output is no TOML.") from None
    return {}


def _refuse_doctype(*_: object) -> None:
    raise OutputInvalidError("The tool's output declares a DTD.")


def inspect_xml(path: Path) -> dict[str, float]:
    """Children of the root."""
    rows, depth = 0, 0

    def start(*_: object) -> None:
        nonlocal rows, depth
        rows += depth == 1
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - positional only
    except expat.ExpatError as error:
        raise OutputInvalidError(f"The tool's output is no XML from line {error.lineno} on.") from None
    return {"rows": rows}
