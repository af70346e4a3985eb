"""Sound and film as ffmpeg makes it, and as no program would."""

import struct
import subprocess
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tools.plugins.media.ffmpeg import find_ffmpeg

PICTURES = ("-f", "lavfi", "-i", "color=c=blue:s=64x64:r=25:d=1")
TONE = ("-f", "lavfi", "-i", "sine=d=1")
USUAL = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")


@cache
def encoded(extension: str, *arguments: str, fed: bytes = b"") -> bytes:
    """What ffmpeg writes into a file of this kind; it may read something from its standard input."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"made.{extension}")
        given = (find_ffmpeg(), "-v", "error", *arguments, str(path))
        subprocess.run(given, input=fed, check=True, timeout=60)
        return path.read_bytes()


def film(extension: str = "mp4", *, arguments: Sequence[str] = USUAL) -> bytes:
    """A second of blue with a tone."""
    return encoded(extension, *PICTURES, *TONE, *arguments)


def patched(content: bytes, name: bytes, at: int, new: bytes) -> bytes:
    """The bytes at an offset behind the first place of a name are others."""
    start = content.index(name) + len(name) + at
    return content[:start] + new + content[start + len(new) :]


def box(name: bytes, content: bytes, *, size: int | None = None) -> bytes:
    """A part of an MP4, which may lie about its size."""
    return struct.pack(">I", 8 + len(content) if size is None else size) + name + content


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of an AVI or a WAVE."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def wav(*, channels: int = 1, rate: int = 8_000, said: int = 400) -> bytes:
    """A WAVE of 400 bytes of silence."""
    fields = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 & 0xFFFFFFFF, channels * 2, 16)
    body = b"WAVE" + chunk(b"fmt ", fields) + b"data" + struct.pack("<I", said) + bytes(400)
    return b"RIFF" + struct.pack("<I", min(36 + said, 0xFFFFFFFF)) + body


def aiff(*, channels: int, rate_exponent: int) -> bytes:
    """An AIFF whose rate is a power of two."""
    rate = struct.pack(">HQ", 16383 + rate_exponent, 1 << 63)
    common = b"COMM" + struct.pack(">IhIh", 18, channels, 100, 16) + rate
    sound = b"SSND" + struct.pack(">III", 208, 0, 0) + bytes(200)
    return b"FORM" + struct.pack(">I", 4 + len(common + sound)) + b"AIFF" + common + sound


def huge_png() -> bytes:
    """A picture that says it has four gigapixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 65_535, 65_535, 8, 6, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(bytes(9))
    chunks = (
        struct.pack(">I", len(it) - 4) + it + struct.pack(">I", zlib.crc32(it)) for it in (header, pixels)
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def with_cover(sound: bytes, cover: bytes) -> bytes:
    """An MP3 behind a tag that holds a picture."""
    content = b"\0image/png\0\3\0" + cover
    frame = b"APIC" + struct.pack(">IH", len(content), 0) + content
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + size + frame + sound


def silent_flac(hours: int, *, tells: bool) -> bytes:
    """So many hours of silence at 8 kHz, in frames of 14 bytes; the header may leave its length out."""
    block, rate = 65_535, 8_000
    frames = hours * 3_600 * rate // block
    total = frames * block if tells else 0
    numbers = (rate << 44) | (0 << 41) | (15 << 36) | total
    info = struct.pack(">HH", block, block) + bytes(6) + numbers.to_bytes(8, "big") + bytes(16)
    return (
        b"fLaC" + b"\x80\0\0\x22" + info + b"".join(_silent_frame(number, block) for number in range(frames))
    )


def _silent_frame(number: int, block: int) -> bytes:
    head = b"\xff\xf8\x74\x08" + _long_utf8(number) + struct.pack(">H", block - 1)
    frame = head + bytes([_crc(head, bits=8, polynomial=0x07)]) + b"\0\0\0"
    return frame + _crc(frame, bits=16, polynomial=0x8005).to_bytes(2, "big")


def _long_utf8(number: int) -> bytes:
    return chr(number).encode("utf-8", "surrogatepass")


def _crc(data: bytes, *, bits: int, polynomial: int) -> int:
    value, top, mask = 0, 1 << (bits - 1), (1 << bits) - 1
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = (value << 1 ^ (polynomial if value & top else 0)) & mask
    return value
