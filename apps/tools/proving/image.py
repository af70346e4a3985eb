"""Proves conversions of pictures: samples of every format, and what others than the writer read of it."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

from apps.tools.proving.picture_readings import Reading, read_frames
from apps.tools.proving.picture_samples import save
from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.image import READERS

Colour = tuple[int, int, int]

SIZE = (96, 64)
ICON_SIDE = 128
QUARTERS: tuple[Colour, ...] = ((210, 40, 40), (40, 190, 70), (50, 70, 200), (230, 220, 90))
GREYS: tuple[Colour, ...] = ((40, 40, 40), (110, 110, 110), (170, 170, 170), (230, 230, 230))
TWO: tuple[Colour, ...] = ((0, 0, 0), (255, 255, 255), (255, 255, 255), (0, 0, 0))
WHITE: Colour = (255, 255, 255)
TOLERANCE = 40
"""Of 255 in a channel: lossy encoders and palettes shift flat colours by less."""
DURATIONS = (120, 250, 400)
ANIMATED = frozenset({"gif", "webp", "apng"})
TRANSPARENT = frozenset(
    ("png", "webp", "avif", "heic", "gif", "tiff", "apng", "tga", "sgi", "qoi", "jp2", "jxl", "dds",
     "ico", "icns")
)  # fmt: skip
CLEAR_SAMPLES = TRANSPARENT - ANIMATED | {"psd", "svg"}
GREY_SAMPLES = frozenset({"pgm"})
TWO_COLOURS = frozenset({"pbm", "msp", "xbm"})
_APPLE_SIDES = (16, 32, 64, 128, 256, 512, 1024)

register_heif_opener()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What is in a sample: colours of its quarters by frame, times of the frames, a clear middle."""

    frames: tuple[tuple[Colour, ...], ...]
    durations: tuple[int, ...]
    clear: bool
    size: tuple[int, int] = SIZE


def make_sample(format: str, path: Path) -> PictureFacts:
    """Four colours; three frames of them where the format moves, a hole in the middle where it has one."""
    size = (ICON_SIDE, ICON_SIDE) if format == "icns" else SIZE
    colours = TWO if format in TWO_COLOURS else GREYS if format in GREY_SAMPLES else QUARTERS
    clear = format in CLEAR_SAMPLES
    if format not in ANIMATED:
        picture = _draw(colours, size=size, clear=clear)
        if format in TWO_COLOURS or format in GREY_SAMPLES:
            picture = picture.convert("1" if format == "msp" else "L")
        save(picture, format, path)
        return PictureFacts(frames=(colours,), durations=(), clear=clear, size=size)
    frames = tuple(colours[turn:] + colours[:turn] for turn in range(len(DURATIONS)))
    first, *others = (_draw(turned, size=size, clear=False) for turned in frames)
    first.save(
        path,
        format=READERS[format],
        save_all=True,
        append_images=others,
        duration=DURATIONS,
        loop=0,
        lossless=True,
    )
    return PictureFacts(frames=frames, durations=DURATIONS, clear=False)


def _draw(colours: tuple[Colour, ...], *, size: tuple[int, int], clear: bool) -> Image.Image:
    width, height = size
    picture = Image.new("RGBA" if clear else "RGB", size)
    for at, colour in enumerate(colours):
        left, top = at % 2 * width // 2, at // 2 * height // 2
        picture.paste((*colour, 255) if clear else colour, (left, top, left + width // 2, top + height // 2))
    if clear:
        picture.paste((0, 0, 0, 0), (width // 3, height // 3, width * 2 // 3, height * 2 // 3))
    return picture


def check(path: Path, source: str, target: str, facts: PictureFacts) -> None:
    """Decode every frame: format, size, colours, transparency and times are those of the sample."""
    reading = read_frames(path, target)
    place = _place(target, facts.size)
    _expect("size", reading.frames[0].size, place.canvas)
    moving = source in ANIMATED and target in ANIMATED
    wanted = facts.frames if moving else facts.frames[:1]
    _expect("number of frames", len(reading.frames), len(wanted))
    for number, (frame, colours) in enumerate(zip(reading.frames, wanted, strict=True)):
        for across, down, colour in zip((1, 7, 1, 7), (1, 1, 7, 7), colours, strict=True):
            found = place.mean(frame, across=across / 8, down=down / 8)
            _expect_near(f"frame {number} at {across}/8, {down}/8", found, (*_as(colour, target), 255))
        if moving:
            _expect(f"duration of frame {number}", reading.durations[number], facts.durations[number])
    _check_clear_parts(reading, place, target=target, clear=facts.clear)


def _check_clear_parts(reading: Reading, place: "_Place", *, target: str, clear: bool) -> None:
    middle = place.mean(reading.frames[0], across=1 / 2, down=1 / 2)
    if clear and target in TRANSPARENT:
        _expect_near("opacity of the middle", middle[3:], (0,))
    elif clear:
        _expect_near("filled middle", middle, (*WHITE, 255))
    if place.top:
        _expect_near("opacity of the edge", _channels(reading.frames[0].getpixel((2, 2)))[3:], (0,))


def _as(colour: Colour, target: str) -> Colour:
    """The colour as the format can show it: its lightness, where it has no colours."""
    if target not in GREY_SAMPLES | TWO_COLOURS:
        return colour
    red, green, blue = (_linear(part / 255) for part in colour)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    grey = round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))  # noqa: PLR2004 - sRGB
    return grey, grey, grey


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the picture is on its canvas: an icon's is square."""

    canvas: tuple[int, int]
    left: int
    top: int
    width: int
    height: int

    def mean(self, frame: Image.Image, *, across: float, down: float) -> tuple[int, ...]:
        """The mean of a few pixels around a place, as dithering mixes colours from neighbours."""
        x, y = self.left + round(self.width * across), self.top + round(self.height * down)
        reach = max(2, self.height // 12)
        patch = frame.crop((x - reach, y - reach, x + reach, y + reach))
        return _channels(patch.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))


def _place(target: str, size: tuple[int, int]) -> _Place:
    if target not in {"ico", "icns"}:
        return _Place(canvas=size, left=0, top=0, width=size[0], height=size[1])
    side = max(size)
    if target == "icns":
        side = max(known for known in _APPLE_SIDES if known <= side)
    width, height = (round(length * side / max(size)) for length in size)
    return _Place(
        canvas=(side, side), left=(side - width) // 2, top=(side - height) // 2, width=width, height=height
    )


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
