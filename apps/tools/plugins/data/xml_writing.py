"""Writes XML: records, or a tree."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from apps.tools.plugins.data.exact_json import dump
from apps.tools.plugins.data.xml_trees import TEXT

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xml_records(records: Iterable[Mapping[str, Any]], file: TextIO) -> int:
    """Write `<records><record>…`; null is no element, an empty text an empty one."""
    count = 0
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<records>\n')
    for record in records:
        file.write("  <record>\n")
        for name, value in record.items():
            if value is not None:
                file.write(_element(name, value, indent=4))
        file.write("  </record>\n")
        count += 1
    file.write("</records>\n")
    return count


def write_xml_tree(tree: Any, file: TextIO) -> None:
    """Write a value; keys become elements, entries of lists repeat theirs."""
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    single = isinstance(tree, dict) and len(tree) == 1 and not isinstance(next(iter(tree.values())), list)
    name, value = next(iter(tree.items())) if single else ("data", tree)
    file.write(_element(str(name), value if not isinstance(value, list) else {"item": value}, indent=0))


def _element(name: str, value: Any, *, indent: int) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item, indent=indent) for item in value)
    start, end = (name, name) if _NAME.fullmatch(name) else (f"field name={quoteattr(_clean(name))}", "field")
    margin = " " * indent
    if isinstance(value, dict):
        attributes = {key: item for key, item in value.items() if _is_attribute(key, item)}
        start += "".join(f" {key[1:]}={quoteattr(_clean(_text(item)))}" for key, item in attributes.items())
        inner = "".join(
            escape(_clean(_text(item))) if key == TEXT else _element(str(key), item, indent=indent + 2)
            for key, item in value.items()
            if key not in attributes
        )
        return f"{margin}<{start}>\n{inner}{margin}</{end}>\n" if inner else f"{margin}<{start}/>\n"
    text = "" if value is None else escape(_clean(_text(value))).replace("\r", "&#13;")
    return f"{margin}<{start}>{text}</{end}>\n" if text else f"{margin}<{start}/>\n"


def _is_attribute(key: str, value: Any) -> bool:
    return key.startswith("@") and bool(_NAME.fullmatch(key[1:])) and not isinstance(value, dict | list)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump(value).strip('"')


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
