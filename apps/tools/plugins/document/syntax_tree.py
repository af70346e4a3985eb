"""pandoc's document tree: pictures brought into one folder, and no source code of the target let through."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.tools.plugins.document.pictures import usable_picture

Node = Any
"""What JSON holds; pandoc's tree has no types of its own in Python."""
_DATA = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,(.*)", re.DOTALL)
_EMPTIED = {"RawBlock": {"t": "Plain", "c": []}, "RawInline": {"t": "Str", "c": ""}}
_LINKS = ("http:", "https:", "mailto:", "tel:", "#")


@dataclass(slots=True)
class TreeCleaner:
    """Rewrites a tree for an engine that reads pictures from `folder` and runs what it is told."""

    folder: Path
    left_out: list[str] = field(default_factory=list)
    _pictures: int = 0

    def clean(self, node: Node) -> Node:
        """The node and all below it, without raw source code, foreign pictures and strange links."""
        if isinstance(node, list):
            return [self.clean(part) for part in node]
        if not isinstance(node, dict):
            return node
        kind = node.get("t")
        if kind in _EMPTIED:
            return _EMPTIED[kind]
        if kind == "Image":
            return self._picture(node)
        if kind == "Link" and not node["c"][2][0].lower().startswith(_LINKS):
            return {"t": "Span", "c": [["", [], []], self.clean(node["c"][1])]}
        return {key: self.clean(value) for key, value in node.items()}

    def _picture(self, node: Node) -> Node:
        attributes, alternative, (address, title) = node["c"]
        path = self._own_file(address)
        if not path:
            self.left_out.append("embedded picture" if address.startswith("data:") else Path(address).name)
            return {"t": "Emph", "c": self.clean(alternative)}
        return {"t": "Image", "c": [attributes, self.clean(alternative), [path, title]]}

    def _own_file(self, address: str) -> str | None:
        """Where an embedded picture lies in the folder; None if it is not ours or cannot be shown."""
        if found := _DATA.fullmatch(address):
            self._pictures += 1
            path = self.folder / f"picture-{self._pictures:04d}"
            try:
                path.write_bytes(base64.b64decode(found[1]))
            except (binascii.Error, ValueError):
                return None
        else:
            path = self.folder / address
        if not path.resolve().is_relative_to(self.folder.resolve()) or not path.is_file():
            return None
        shown = usable_picture(path)
        return str(shown.relative_to(self.folder)) if shown else None
