"""Reads XML as records or as a tree; no DTD, no entity, bounded depth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.data.exact_json import dump

MAX_DEPTH = 100
LARGEST_RECORD = 64 * MiB
_PIECE = 256 * 1024
TEXT = "#text"
"""The key of an element's text beside its attributes and children."""


@dataclass
class _Element:
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def value(self) -> Any:
        """Its text, or its attributes and children; what is repeated is a list."""
        text = "".join(self.texts)
        if not self.values:
            return text
        if text.strip():
            self.values[TEXT] = text.strip()
        return self.values

    def add(self, name: str, value: Any) -> None:
        """Take a child's value."""
        if name not in self.values:
            self.values[name] = value
        elif isinstance(self.values[name], list):
            self.values[name].append(value)
        else:
            self.values[name] = [self.values[name], value]


class _Reader:
    """Hands on each child of the root as it ends, so that only one of them is in memory."""

    def __init__(self, name: str) -> None:
        self.file_name = name
        self.root = ""
        self.attributes: dict[str, str] = {}
        self.done: list[tuple[str, Any]] = []
        self._open: list[_Element] = []
        self._size = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, path: Path) -> Iterator[tuple[str, Any]]:
        """The children of the root: their names and values."""
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    self._parser.Parse(piece)
                    self._count(len(piece))
                    yield from self._handed_on()
            self._parser.Parse(b"", True)  # noqa: FBT003 - positional only
            yield from self._handed_on()
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code)
            raise InvalidInputError(
                f"'{self.file_name}' is not well-formed XML: {problem} in line {error.lineno}."
            ) from None
        except (LookupError, ValueError):
            raise InvalidInputError(
                f"'{self.file_name}' declares an encoding that XML readers do not know. Save it as UTF-8."
            ) from None

    def _handed_on(self) -> Iterator[tuple[str, Any]]:
        done, self.done = self.done, []
        if done:
            self._size = 0
        yield from done

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > LARGEST_RECORD:
            raise InvalidInputError(
                f"'{self.file_name}' has a record of more than {LARGEST_RECORD // MiB} MiB.",
                code="input_limit",
            )

    def _refuse_doctype(self, *_: object) -> None:
        raise InvalidInputError(
            f"'{self.file_name}' declares a DTD, which can make a small file explode. Remove <!DOCTYPE …>.",
            code="input_not_allowed",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise InvalidInputError(
                f"'{self.file_name}' is nested deeper than {MAX_DEPTH} elements.", code="input_limit"
            )
        own = {f"@{key}": value for key, value in attributes.items() if not key.startswith("xmlns")}
        if not self._open:
            self.root, self.attributes = _local(name), own
        self._open.append(_Element(_local(name), dict(own)))

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if len(self._open) == 1:
            self.done.append((element.name, element.value()))
        elif self._open:
            self._open[-1].add(element.name, element.value())

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """Records if the children of the root are all called alike and there are several, else one tree."""

    is_records: bool
    path: Path
    name: str

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Each child of the root, one at a time."""
        for _, value in _Reader(self.name).read(self.path):
            yield _record(value)

    def tree(self) -> Mapping[str, Any]:
        """The whole document, under the name of its root."""
        reader, root = _Reader(self.name), _Element("")
        for name, value in reader.read(self.path):
            root.add(name, value)
        root.values = {**reader.attributes, **root.values}
        return {reader.root: root.value()}


def _record(value: Any) -> Mapping[str, Any]:
    """Nested values become `outer.inner`, lists JSON, and empty elements empty texts."""
    if not isinstance(value, dict):
        return {"value": value}
    flat: dict[str, Any] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            flat |= {f"{key}.{inner}": inside for inner, inside in _record(item).items()}
        else:
            flat[key] = dump(item) if isinstance(item, list) else item
    return flat


def open_xml(path: Path, *, name: str) -> XmlDocument:
    """Look through the file once: is it well-formed, and does it hold records?"""
    reader = _Reader(name)
    names, count, structured = set[str](), 0, False
    for child, value in reader.read(path):
        names.add(child)
        count += 1
        structured = structured or isinstance(value, dict)
    alone = reader.root in {f"{child}s" for child in names} and structured
    return XmlDocument(len(names) == 1 and (count > 1 or alone), path, name)
