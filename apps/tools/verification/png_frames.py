"""Counts the frames of a PNG from the chunks before its pixels."""

from pathlib import Path

_SIGNATURE = 8
_CHUNK_HEADER = 8
_CHECKSUM = 4
_MAX_CHUNKS = 1_000


def count_frames(path: Path) -> tuple[int, bool]:
    """How many frames follow each other, 1 in a still; and whether the picture that stills show is apart."""
    frames = 1
    with path.open("rb") as file:
        file.seek(_SIGNATURE)
        for _ in range(_MAX_CHUNKS):
            head = file.read(_CHUNK_HEADER)
            length, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in {b"fcTL", b"IDAT", b""}:
                return max(1, frames), frames > 1 and kind == b"IDAT"
            if kind == b"acTL":
                frames, length = int.from_bytes(file.read(4), "big"), length - 4
            file.seek(length + _CHECKSUM, 1)
    return 1, False
