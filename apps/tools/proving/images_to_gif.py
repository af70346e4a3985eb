"""Proves animations of pictures: every picture is a frame, in its order and for its time."""

from pathlib import Path

from PIL import Image

from apps.tools.proving.image import QUARTERS, SIZE, Colour
from apps.tools.proving.picture_readings import read_frames
from apps.tools.proving.picture_samples import save
from apps.tools.proving.proofs import ProofFailedError

_DELAY = 500
"""Milliseconds, unless the tool is told otherwise."""
_TOLERANCE = 40

Frames = tuple[tuple[Colour, ...], ...]


def make_sample(format: str, path: Path) -> Frames:
    """Four colours, in another order for the next picture: the number of a sample ends its name."""
    turn = int(path.stem.rpartition("-")[2]) - 1
    save(_draw(_turned(turn)), format, path)
    return tuple(_turned(number) for number in range(2))


def check(path: Path, source: str, target: str, facts: Frames) -> None:  # noqa: ARG001 - any source
    """Decode every frame: its size, its colours and its time."""
    reading = read_frames(path, target)
    if len(reading.frames) != len(facts):
        raise ProofFailedError(f"there are {len(reading.frames)} frames, not {len(facts)}")
    if reading.durations != (_DELAY,) * len(facts):
        raise ProofFailedError(f"the times are {reading.durations}, not {_DELAY} each")
    for number, (frame, colours) in enumerate(zip(reading.frames, facts, strict=True)):
        _check_frame(frame, colours, number=number)


def _check_frame(frame: Image.Image, colours: tuple[Colour, ...], *, number: int) -> None:
    if frame.size != SIZE:
        raise ProofFailedError(f"frame {number} is {frame.size}, not {SIZE}")
    width, height = SIZE
    for (across, down), colour in zip(((1, 1), (7, 1), (1, 7), (7, 7)), colours, strict=True):
        x, y = width * across // 8, height * down // 8
        patch = frame.convert("RGB").crop((x - 3, y - 3, x + 3, y + 3))
        found = patch.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(found, tuple)  # noqa: S101 - of an RGB picture
        if any(abs(a - b) > _TOLERANCE for a, b in zip(found, colour, strict=True)):
            raise ProofFailedError(f"frame {number} at {across}/8, {down}/8 is {found}, not {colour}")


def _draw(colours: tuple[Colour, ...]) -> Image.Image:
    picture, (width, height) = Image.new("RGB", SIZE), SIZE
    for at, colour in enumerate(colours):
        left, top = at % 2 * width // 2, at // 2 * height // 2
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture


def _turned(turn: int) -> tuple[Colour, ...]:
    return QUARTERS[turn:] + QUARTERS[:turn]
