"""Changes pieces of an XML file and copies every other byte: comments, prefixes, extensions, encoding."""

import mmap
import re
from collections.abc import Iterable
from pathlib import Path

from apps.tools.base import InvalidInputError

_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")

Replacement = tuple[int, int, str]
"""What stands between two offsets, the tags that begin there included, and the text to put inside them."""


class XmlEditor:
    """Copies a file; offsets are those of the cursor while it was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            head = file.read(4)
        # In every other encoding that is read, tags are as in ASCII.
        little = head[:2] == b"\xff\xfe" or head[1:2] == b"\0"
        big = head[:2] == b"\xfe\xff" or head[:1] == b"\0"
        self._codec = "utf-16-le" if little else "utf-16-be" if big else "latin-1"

    def replace_texts(self, target: Path, replacements: Iterable[Replacement]) -> None:
        """Put a text into elements, given by the offsets of their start and end tags, in order."""
        with self._path.open("rb") as file, _mapped(file.fileno()) as data, target.open("wb") as copy:
            position = 0
            for start, end, text in replacements:
                tag = _TAG.match(data[start:end].decode(self._codec))
                if tag is None:
                    raise InvalidInputError("The file cannot be edited: a tag in it is not closed.")
                copy.write(data[position:start])
                copy.write((tag.group() + text).encode(self._codec))
                position = end
            copy.write(data[position:])

    def remove(self, target: Path, elements: Iterable[tuple[int, int]]) -> None:
        """Leave elements out, given by the offsets of their tags, with the space before them."""
        with self._path.open("rb") as file, _mapped(file.fileno()) as data, target.open("wb") as copy:
            position = 0
            for start, end in elements:
                kept = data[position:start].decode(self._codec).rstrip(" \t\r\n").encode(self._codec)
                copy.write(kept)
                tag = self._tag_at(data, start)
                if not tag.endswith("/>"):
                    start, tag = end, self._tag_at(data, end)  # noqa: PLW2901 - the tag that ends the element
                position = start + len(tag.encode(self._codec))
            copy.write(data[position:])

    def _tag_at(self, data: mmap.mmap, offset: int) -> str:
        size = 256
        while not (tag := _TAG.match(data[offset : offset + size].decode(self._codec, "ignore"))):
            if offset + size >= len(data):
                raise InvalidInputError("The file cannot be edited: a tag in it is not closed.")
            size *= 4
        return tag.group()


def _mapped(descriptor: int) -> mmap.mmap:
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
