"""Converts between JSON, NDJSON, YAML, TOML and XML as trees of values: nothing is made a table of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from apps.tools.base import ToolInput
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.exact_json import check_line, dump, read_lines, read_tree
from apps.tools.plugins.data.json_scan import scan_lines, split_array
from apps.tools.plugins.data.json_tables import as_records, records_of, starts_list
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.toml_trees import read_toml, write_toml_tree
from apps.tools.plugins.data.xml_trees import open_xml
from apps.tools.plugins.data.xml_writing import write_xml_records, write_xml_tree
from apps.tools.plugins.data.yaml_trees import read_yaml, write_yaml

TREES = ("json", "ndjson", "yaml", "toml", "xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A list whose values come one at a time, or one tree; `lines` are the same values as JSON text."""

    items: Iterable[Any] = ()
    lines: Iterable[str] | None = None
    tree: Any = None
    is_list: bool = False
    notes: tuple[str, ...] = ()

    def whole(self) -> Any:
        """Everything as one value."""
        return list(self.items) if self.is_list else self.tree


def read_values(source: ToolInput, options: ReadingOptions, workspace: Path) -> Values | None:
    """What the file holds; None if it is XML that holds records, whose types are to be seen as a table's."""
    folder = workspace / "trees"
    folder.mkdir()
    if source.format == "xml":
        document = open_xml(source.path, name=source.name)
        return None if document.is_records else Values(tree=document.tree())
    longest = {"longest_line": None} if source.format == "json" else {}
    text = open_text(source.path, name=source.name, encoding=options.encoding, folder=folder, **longest)
    if source.format == "yaml":
        documents = read_yaml(text.path, name=source.name)
        several = len(documents) != 1
        tree = documents if several else documents[0]
        return _values(tree, notes=text.notes)
    if source.format == "toml":
        return _values(read_toml(text.path, name=source.name), notes=text.notes)
    return _json_values(text.path, source=source, folder=folder)


def _values(tree: Any, *, notes: tuple[str, ...]) -> Values:
    return (
        Values(items=tree, is_list=True, notes=notes)
        if isinstance(tree, list)
        else Values(tree=tree, notes=notes)
    )


def _json_values(path: Path, *, source: ToolInput, folder: Path) -> Values:
    if source.format == "json" and not starts_list(path):
        scan_lines(path, name=source.name)
        return Values(tree=read_tree(path, name=source.name))
    lines = path
    if source.format == "ndjson":
        seen = scan_lines(path, name=source.name)
    else:
        lines = folder / "lines.ndjson"
        seen = split_array(path, lines, name=source.name)
    return Values(
        items=seen.counted(read_lines(lines, name=source.name)),
        lines=seen.counted(_texts(lines, name=source.name)),
        is_list=True,
    )


def _texts(path: Path, *, name: str) -> Iterator[str]:
    """The values as they are written, without line breaks and margins; raises InvalidInputError."""
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if text := line.strip():
                value = check_line(text, name=name, number=number)
                yield dump(value) if "  " in text else text


def write_values(values: Values, path: Path, *, format: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Write them in another format; what can be claimed of it, and what was lost."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        claims, notes = _WRITERS[format](values, file)
    return claims, (*values.notes, *notes)


Written = tuple[dict[str, float], tuple[str, ...]]


def _write_json(values: Values, file: TextIO) -> Written:
    if not values.is_list:
        file.write(dump(values.tree, indent=2) + "\n")
        return {}, ()
    rows = 0
    file.write("[")
    for rows, text in enumerate(_as_texts(values), start=1):
        file.write(f",\n{text}" if rows > 1 else f"\n{text}")
    file.write("\n]\n")
    return {"rows": rows}, ()


def _write_ndjson(values: Values, file: TextIO) -> Written:
    rows, notes = 0, tuple[str, ...]()
    if not values.is_list:
        found, notes = records_of(values.tree)
        values = Values(items=found, is_list=True)
    for text in _as_texts(values):
        file.write(f"{text}\n")
        rows += 1
    return {"rows": rows}, notes


def _as_texts(values: Values) -> Iterable[str]:
    return map(dump, values.items) if values.lines is None else values.lines


def _write_yaml(values: Values, file: TextIO) -> Written:
    if values.is_list:
        return {"rows": write_yaml(values.items, file, as_list=True)}, ()
    write_yaml([values.tree], file, as_list=False)
    return {}, ()


def _write_toml(values: Values, file: TextIO) -> Written:
    return {}, write_toml_tree(values.whole(), file).notes()


def _write_xml(values: Values, file: TextIO) -> Written:
    if values.is_list:
        records: Iterable[Mapping[str, Any]] = as_records(values.items)
        return {"rows": write_xml_records(records, file)}, ()
    write_xml_tree(values.tree, file)
    return {}, ()


_WRITERS: dict[str, Callable[[Values, TextIO], Written]] = {
    "json": _write_json,
    "ndjson": _write_ndjson,
    "yaml": _write_yaml,
    "toml": _write_toml,
    "xml": _write_xml,
}
