"""Proofs of `ebook-convert`: a document's sample through Calibre, and a reading of Kindle books by hand."""

import re
import struct
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tools.proving import document
from apps.tools.proving.document import DocumentFacts, facts_of
from apps.tools.proving.document_samples import write_sample
from apps.tools.proving.proofs import ProofFailedError

_KINDLE = frozenset({"mobi", "azw3"})
_HEAD, _UNCOMPRESSED = 78, 1


def make_sample(format: str, path: Path) -> DocumentFacts:
    """A document; a Kindle book is made of one by Calibre itself, since nothing else here writes them."""
    if format not in _KINDLE:
        return document.make_sample(format, path)
    with TemporaryDirectory(prefix="proof-") as folder:
        source = Path(folder) / "book.html"
        write_sample("html", source)
        subprocess.run(["ebook-convert", source, path], check=True, capture_output=True)  # noqa: S603, S607
    return facts_of("html")


def check(path: Path, source: str, target: str, facts: DocumentFacts) -> None:  # noqa: ARG001 - facts say all
    """Every word of the document is in the book."""
    text = _kindle_text(path) if target in _KINDLE else _other_text(path, target)
    plain = "".join(re.sub(r"<[^>]*>", "", text).split()).casefold()
    missing = [word for word in facts.words if "".join(word.split()).casefold() not in plain]
    if missing:
        raise ProofFailedError(f"the book lacks {missing}")


def _other_text(path: Path, target: str) -> str:
    if target == "txt":
        return path.read_text("utf-8")
    from apps.tools.proving.document_readers import read  # noqa: PLC0415

    return read(path, target).text


def _kindle_text(path: Path) -> str:
    """The markup of the book, as https://wiki.mobileread.com/wiki/MOBI says it is laid out."""
    data = path.read_bytes()
    count = struct.unpack(">H", data[76:78])[0]
    starts = [start for start, _ in struct.iter_unpack(">II", data[_HEAD : _HEAD + 8 * count])]
    records = [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]
    compression, _, _, texts = struct.unpack(">HHIH", records[0][:10])
    flags = struct.unpack(">H", records[0][0xF2:0xF4])[0]
    pieces = (_without_trailer(record, flags) for record in records[1 : texts + 1])
    plain = (piece if compression == _UNCOMPRESSED else _unpack(piece) for piece in pieces)
    return b"".join(plain).decode("utf-8", errors="replace")


def _without_trailer(record: bytes, flags: int) -> bytes:
    """Each bit beyond the first stands for an entry whose size is written backwards at its end."""
    for _ in range((flags >> 1).bit_count()):
        size = 0
        for shift, byte in enumerate(reversed(record[-4:])):
            size |= (byte & 0x7F) << (7 * shift)
            if byte & 0x80:
                break
        record = record[:-size]
    return record[: -((record[-1] & 3) + 1)] if flags & 1 else record


def _unpack(record: bytes) -> bytes:
    """PalmDOC's compression: literal runs, a space with a letter, and copies of what came before."""
    text, at = bytearray(), 0
    while at < len(record):
        byte = record[at]
        at += 1
        if 1 <= byte <= 8:  # noqa: PLR2004
            text += record[at : at + byte]
            at += byte
        elif byte < 0x80:  # noqa: PLR2004
            text.append(byte)
        elif byte >= 0xC0:  # noqa: PLR2004
            text += bytes([0x20, byte ^ 0x80])
        else:
            distance, length = divmod((byte << 8 | record[at]) & 0x3FFF, 8)
            at += 1
            for _ in range(length + 3):
                text.append(text[-distance])
    return bytes(text)
