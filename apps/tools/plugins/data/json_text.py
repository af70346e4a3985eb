"""Reads JSON as it is written, every number and every repeated key, and lays it out anew."""

import json
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from apps.tools.base import InvalidInputError, ToolInput

MAX_DEPTH = 256
_MOST_REPORTED = 100
_TOKEN = re.compile(
    r'[ \t\r\n]*(?:([{}\[\],:])|("(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")'
    r"|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null))"
)
_SPACE = re.compile(r"[ \t\r\n]*")


class Members(list[tuple[str, "Node"]]):
    """The members of an object: keys as they are written, and values; a key may be there twice."""


Node: TypeAlias = "str | list[Node] | Members"
"""A scalar as it is written, a list, or the members of an object."""


@dataclass
class JsonText:
    """What was read."""

    root: Node
    depth: int
    duplicates: list[str] = field(default_factory=list)


class _Parser:
    def __init__(self, text: str, name: str) -> None:
        self._text, self._name, self._at = text, name, 0
        self._depth = 0
        self._duplicates: list[str] = []
        self._path: list[str | int] = []

    def parse(self) -> JsonText:
        """The whole text as one value."""
        mark, token = self._next()
        root = self._value(mark, token)
        if _SPACE.fullmatch(self._text, self._at) is None:
            raise self._fault("the end of the file is expected")
        return JsonText(root, self._depth, self._duplicates)

    def _next(self) -> tuple[str, str]:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise self._fault("a value is expected")
        self._at = found.end()
        return found[1] or "", found[2] or found[3] or ""

    def _fault(self, expected: str, *, at: int | None = None) -> InvalidInputError:
        start = _SPACE.match(self._text, self._at if at is None else at)
        place = start.end() if start else self._at
        line = self._text.count("\n", 0, place) + 1
        column = place - self._text.rfind("\n", 0, place)
        found = repr(self._text[place : place + 10]) if place < len(self._text) else "the end of the file"
        return InvalidInputError(
            f"'{self._name}' is no valid JSON: {expected} in line {line}, "
            f"column {column}, but there is {found}."
        )

    def _value(self, mark: str, token: str) -> Node:
        if mark in {"{", "["}:
            if len(self._path) >= MAX_DEPTH:
                raise InvalidInputError(
                    f"'{self._name}' is nested deeper than {MAX_DEPTH} levels.", code="input_limit"
                )
            self._depth = max(self._depth, len(self._path) + 1)
            return self._members() if mark == "{" else self._items()
        if mark:
            raise self._fault("a value is expected", at=self._at - 1)
        return token

    def _items(self) -> Node:
        items: list[Node] = []
        mark, token = self._next()
        while mark != "]" or items:
            self._path.append(len(items))
            items.append(self._value(mark, token))
            self._path.pop()
            if self._ends("]"):
                break
            mark, token = self._next()
        return items

    def _members(self) -> Node:
        members, seen = Members(), set[str]()
        mark, key = self._next()
        while mark != "}" or members:
            if not key.startswith('"'):
                raise self._fault("a key in double quotes is expected", at=self._at - max(len(key), 1))
            self._note(key, seen)
            if self._next() != (":", ""):
                raise self._fault("a colon is expected", at=self._at - 1)
            self._path.append(key)
            members.append((key, self._value(*self._next())))
            self._path.pop()
            if self._ends("}"):
                break
            mark, key = self._next()
        return members

    def _note(self, key: str, seen: set[str]) -> None:
        plain = json.loads(key)
        if plain in seen and len(self._duplicates) < _MOST_REPORTED:
            self._duplicates.append(pointer([*(_plain(part) for part in self._path), plain]))
        seen.add(plain)

    def _ends(self, closing: str) -> bool:
        before = self._at
        mark, _ = self._next()
        if mark not in {closing, ","}:
            raise self._fault(f"a comma or {closing} is expected", at=before)
        return mark == closing


def _plain(part: str | int) -> str | int:
    return json.loads(part) if isinstance(part, str) else part


def pointer(parts: list[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def text_of(source: ToolInput) -> str:
    """The text of a JSON file; raises InvalidInputError when it is none."""
    try:
        return source.path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError(f"'{source.name}' is not UTF-8 text, as JSON must be.") from None


def read_json_text(text: str, *, name: str) -> JsonText:
    """Parse strictly; raises InvalidInputError with line and column."""
    return _Parser(text, name).parse()


def sort_keys(node: Node) -> Node:
    """The same with the members of every object in the order of their keys."""
    if isinstance(node, str):
        return node
    if not isinstance(node, Members):
        return [sort_keys(item) for item in node]
    ordered = sorted(node, key=lambda member: str(json.loads(member[0])))
    return Members((key, sort_keys(value)) for key, value in ordered)


def lay_out(node: Node, *, indent: str | None) -> str:
    """The text of a value: on one line, or with a line for each entry."""
    pieces: list[str] = []
    _write(node, pieces, indent, "\n")
    return "".join(pieces)


def _write(node: Node, pieces: list[str], indent: str | None, line: str) -> None:
    if isinstance(node, str):
        pieces.append(node)
        return
    opening, closing = ("{", "}") if isinstance(node, Members) else ("[", "]")
    inner = line + (indent or "")
    pieces.append(opening)
    for number, entry in enumerate(node):
        pieces.append("," if number else "")
        pieces.append("" if indent is None else inner)
        if isinstance(entry, tuple):
            pieces.append(entry[0] + (":" if indent is None else ": "))
            _write(entry[1], pieces, indent, inner)
        else:
            _write(entry, pieces, indent, inner)
    pieces.append(line if node and indent is not None else "")
    pieces.append(closing)
