"""Samples of pictures made by Pillow, and Pillow's reading of what libvips made of them."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.image import READERS

Colour = tuple[int, int, int]

SIZE = (96, 64)
QUARTERS: tuple[Colour, ...] = ((210, 40, 40), (40, 190, 70), (50, 70, 200), (230, 220, 90))
WHITE: Colour = (255, 255, 255)
TOLERANCE = 40
"""Of 255 in a channel: lossy encoders and palettes shift flat colours by less."""
DURATIONS = (120, 250, 400)
ANIMATED = frozenset({"gif", "webp"})
TRANSPARENT = frozenset({"png", "webp", "avif", "heic", "gif", "tiff"})

register_heif_opener()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What is in a sample: colours of its quarters by frame, times of the frames, a clear middle."""

    frames: tuple[tuple[Colour, ...], ...]
    durations: tuple[int, ...]
    clear: bool


def make_sample(format: str, path: Path) -> PictureFacts:
    """Four colours; three frames of them where the format moves, a hole in the middle where it has one."""
    turns = 3 if format in ANIMATED else 1
    frames = tuple(QUARTERS[turn:] + QUARTERS[:turn] for turn in range(turns))
    clear = format in TRANSPARENT - ANIMATED
    first, *others = (_draw(colours, clear=clear) for colours in frames)
    moving = {"save_all": True, "append_images": others, "duration": DURATIONS, "loop": 0, "lossless": True}
    first.save(path, format=READERS[format], **(moving if others else {"quality": 95}))
    return PictureFacts(frames=frames, durations=DURATIONS if others else (), clear=clear)


def _draw(colours: tuple[Colour, ...], *, clear: bool) -> Image.Image:
    width, height = SIZE
    picture = Image.new("RGBA" if clear else "RGB", SIZE)
    for at, colour in enumerate(colours):
        left, top = at % 2 * width // 2, at // 2 * height // 2
        picture.paste((*colour, 255) if clear else colour, (left, top, left + width // 2, top + height // 2))
    if clear:
        picture.paste((0, 0, 0, 0), (width // 3, height // 3, width * 2 // 3, height * 2 // 3))
    return picture


def check(path: Path, source: str, target: str, facts: PictureFacts) -> None:
    """Decode every frame: format, size, colours, transparency and times are those of the sample."""
    with Image.open(path, formats=[READERS[target]]) as picture:
        _expect("size", picture.size, SIZE)
        moving = source in ANIMATED and target in ANIMATED
        frames = facts.frames if moving else facts.frames[:1]
        _expect("number of frames", getattr(picture, "n_frames", 1), len(frames))
        for number, colours in enumerate(frames):
            picture.seek(number)
            picture.load()
            pixels = picture.convert("RGBA")
            for (left, top), colour in zip(((12, 8), (84, 8), (12, 56), (84, 56)), colours, strict=True):
                _expect_near(f"frame {number} at {left}, {top}", pixels.getpixel((left, top)), (*colour, 255))
            if moving:
                _expect(f"duration of frame {number}", picture.info["duration"], facts.durations[number])
    if facts.clear:
        middle = pixels.getpixel((SIZE[0] // 2, SIZE[1] // 2))
        if target in TRANSPARENT:
            _expect_near("opacity of the middle", (_channels(middle)[3],), (0,))
        else:
            _expect_near("filled middle", middle, (*WHITE, 255))


def _channels(pixel: object) -> tuple[int, ...]:
    return pixel if isinstance(pixel, tuple) else ()


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ProofFailedError(f"{what} is {found}, not {wanted}")


def _expect_near(what: str, found: object, wanted: tuple[int, ...]) -> None:
    channels = _channels(found)
    if len(channels) != len(wanted) or any(
        abs(a - b) > TOLERANCE for a, b in zip(channels, wanted, strict=True)
    ):
        raise ProofFailedError(f"{what} is {found}, not {wanted}")
