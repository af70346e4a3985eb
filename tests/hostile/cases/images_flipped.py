"""Pictures with bits that were flipped at random: the same ones in every run."""

import os
import random
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

from tests.hostile.case import Case, Lures

FILES = int(os.environ.get("HOSTILE_FLIPS", "5"))
"""Of each format; a thousand take a quarter of an hour."""
FLIPS = 3
HEAD = 1_000
"""Bytes from the start, where the structure is; half of the flips are there."""
pillow_heif.register_heif_opener()
OPTIONS: dict[str, dict[str, Any]] = {
    "png": {},
    "jpg": {"format": "JPEG"},
    "webp": {"lossless": True},
    "tiff": {},
    "gif": {},
    "avif": {},
    "heic": {"format": "HEIF"},
}


def _flipped(path: Path, _: Lures, *, format: str, seed: int) -> None:
    file = BytesIO()
    Image.linear_gradient("L").resize((96, 96)).save(file, **{"format": format.upper()} | OPTIONS[format])
    data = bytearray(file.getvalue())
    chance = random.Random(f"{format} {seed}")
    for flip in range(FLIPS):
        end = min(len(data), HEAD) if flip % 2 else len(data)
        # The first bytes say what it is: without them it would not be read at all.
        data[chance.randrange(12, end)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


CASES = tuple(
    Case(
        id="H031",
        what=f"a {format} with {FLIPS} flipped bits, number {seed}",
        tool="image-convert",
        name=f"flipped.{format}",
        options={"output_format": "webp"},
        make=partial(_flipped, format=format, seed=seed),
        expect=("completed", "input_corrupt", "input_limit"),
    )
    for format in OPTIONS
    for seed in range(FILES)
)
