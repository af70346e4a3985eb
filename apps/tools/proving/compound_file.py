"""Writes OLE compound files (Microsoft's structured storage, version 3), which no Python library does."""

import struct
from collections.abc import Mapping
from pathlib import Path

_SECTOR, _MINI = 512, 64
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_CUTOFF = 4096
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def write_compound_file(tree: Tree, path: Path) -> None:
    """Write nested storages and streams; a stream of 4096 bytes or more gets sectors of its own."""
    _Writer().write(tree, path)


class _Writer:
    def __init__(self) -> None:
        self.entries: list[list[object]] = [["Root Entry", _ROOT, _NONE, _NONE, _NONE, _END, 0]]
        self.mini, self.mini_fat = bytearray(), list[int]()
        self.large: list[tuple[int, bytes]] = []

    def write(self, tree: Tree, path: Path) -> None:
        self._add(tree, parent=0)
        data, fat = bytearray(), list[int]()
        for index, content in self.large:
            self.entries[index][5] = self._chain(data, fat, content)
        self.entries[0][5] = self._chain(data, fat, bytes(self.mini)) if self.mini else _END
        self.entries[0][6] = len(self.mini)
        mini_fat = struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat)
        mini_start = self._chain(data, fat, mini_fat, fill=b"\xff") if mini_fat else _END
        mini_count = -(-len(mini_fat) // _SECTOR)
        directory = b"".join(self._entry(entry) for entry in self.entries)
        start = self._chain(data, fat, directory)
        count = 1
        while (len(fat) + count) * 4 > count * _SECTOR:
            count += 1
        first = len(fat)
        fat += [_FAT_SECTOR] * count
        fat += [_FREE] * (count * _SECTOR // 4 - len(fat))
        header = struct.pack(
            "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
            0, count, start, 0, _CUTOFF, mini_start, mini_count, _END, 0,
        )  # fmt: skip
        sectors = [first + number for number in range(count)] + [_FREE] * (109 - count)
        path.write_bytes(header + struct.pack("<109I", *sectors) + data + struct.pack(f"<{len(fat)}I", *fat))

    def _add(self, tree: Tree, *, parent: int) -> None:
        """Siblings hang on each other's right, in the order that the format wants."""
        previous = None
        for name in sorted(tree, key=lambda word: (len(word), word.upper())):
            content, index = tree[name], len(self.entries)
            self.entries.append([name, _STORAGE, _NONE, _NONE, _NONE, 0, 0])
            if previous is None:
                self.entries[parent][4] = index
            else:
                self.entries[previous][3] = index
            previous = index
            if isinstance(content, bytes):
                self._place(index, content)
            else:
                self._add(content, parent=index)

    def _place(self, index: int, content: bytes) -> None:
        self.entries[index][1], self.entries[index][6] = _STREAM, len(content)
        if len(content) >= _CUTOFF:
            self.large.append((index, content))
        elif content:
            self.entries[index][5] = self._chain(self.mini, self.mini_fat, content, size=_MINI)
        else:
            self.entries[index][5] = _END

    @staticmethod
    def _chain(
        data: bytearray, fat: list[int], content: bytes, *, size: int = _SECTOR, fill: bytes = b"\0"
    ) -> int:
        start, count = len(fat), -(-len(content) // size)
        data += content + fill * (count * size - len(content))
        fat += [*range(start + 1, start + count), _END]
        return start

    @staticmethod
    def _entry(entry: list[object]) -> bytes:
        name, kind, left, right, child, start, size = entry
        title = str(name).encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16xI16xIQ", title, len(title), kind, 1, left, right, child, 0, start, size
        )
