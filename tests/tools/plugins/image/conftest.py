"""Pictures made by Pillow, so that libvips never reads only what it wrote."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from apps.tools.base import ToolOutput
from apps.tools.plugins.image.image_convert import ImageConvert
from tests.tools.plugins.conftest import RunDirectly

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 60), (30, 60, 210), (250, 250, 250)

Convert = Callable[..., ToolOutput]
BarePng = Callable[..., Path]

register_heif_opener()


@pytest.fixture
def quarters() -> Image.Image:
    """64 x 48 pixels: red, green / blue, white, so that a turn or a flip shows in its corners."""
    picture = Image.new("RGB", (64, 48), RED)
    picture.paste(GREEN, (32, 0, 64, 24))
    picture.paste(BLUE, (0, 24, 32, 48))
    picture.paste(WHITE, (32, 24, 64, 48))
    return picture


@pytest.fixture
def convert(run_directly: RunDirectly) -> Convert:
    """`convert(path, "webp", quality=50)`: image-convert on one file."""

    def run(path: Path, output_format: str, **options: Any) -> ToolOutput:
        return run_directly(ImageConvert(), [path], output_format=output_format, **options)

    return run


def opened(output: ToolOutput) -> Image.Image:
    """Pillow's reading of the only file of an output."""
    (file,) = output.files
    picture = Image.open(file.path)
    picture.load()
    return picture


@pytest.fixture
def bare_png(tmp_path: Path) -> BarePng:
    """A PNG of nothing but a header that says its size, and rows of zeros as far as they are given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def write(width: int, height: int, *, rows: bytes = b"\0", before_data: bytes = b"") -> Path:
        path = tmp_path / f"bare-{width}x{height}.png"
        header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + before_data
            + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b"")
        )
        return path

    return write
