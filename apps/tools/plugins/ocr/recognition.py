"""What was read on a page: words in lines, where they stand and how sure the engine is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    import numpy as np

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
"""Upper left, upper right, lower right, lower left, as the word is read; in pixels, downwards."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a picture; `confidence` is from 0 to 1."""

    text: str
    confidence: float
    corners: Corners


@dataclass(frozen=True, slots=True)
class Line:
    """Words that follow each other; `paragraph` changes where a new one begins."""

    words: tuple[Word, ...]
    paragraph: int

    def text(self, *, separator: str) -> str:
        """Its words as they are written."""
        return separator.join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Orientation:
    """Degrees clockwise that bring a page upright, and the script it is written in, where that is known."""

    degrees: int = 0
    script: str | None = None


class Engine(Protocol):
    """What reads; it sees grey or RGB pixels."""

    @property
    def name(self) -> str:
        """What it is called in results."""

    def read(self, pixels: "np.ndarray") -> list[Line]:
        """The lines of an upright page, in reading order."""

    def orientation(self, pixels: "np.ndarray") -> Orientation:
        """Which side of the page is up."""


def box(left: float, top: float, right: float, bottom: float) -> Corners:
    """The corners of an upright word."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def moved(line: Line, matrix: "np.ndarray") -> Line:
    """The line in another picture's pixels, by a 2 x 3 affine matrix."""
    (a, b, c), (d, e, f) = matrix.tolist()

    def place(point: Point) -> Point:
        x, y = point
        return a * x + b * y + c, d * x + e * y + f

    def shift(word: Word) -> Word:
        first, second, third, fourth = map(place, word.corners)
        return replace(word, corners=(first, second, third, fourth))

    return replace(line, words=tuple(map(shift, line.words)))


class ReadWord(BaseModel):
    """A word and where it stands."""

    text: str = Field(description="The word.")
    confidence: float = Field(description="How sure the engine is, from 0 to 1.")
    box: tuple[int, int, int, int] = Field(description="Left, top, width and height in pixels of the page.")


class ReadLine(BaseModel):
    """A line of a page."""

    text: str = Field(description="The line.")
    words: list[ReadWord] = Field(description="Its words, in reading order.")


class ReadPage(BaseModel):
    """Everything that was read on a page."""

    page: int = Field(description="Its number, from 1.")
    width: int = Field(description="Width of the page in pixels, as it was read.")
    height: int = Field(description="Height of the page in pixels, as it was read.")
    rotation: int = Field(description="Degrees clockwise that bring its text upright: 0, 90, 180 or 270.")
    skew: float = Field(description="Degrees by which it was straightened, clockwise.")
    script: str | None = Field(
        default=None, description="The script, where only the orientation was asked for."
    )
    text: str = Field(description="The text of the page.")
    lines: list[ReadLine] = Field(description="Its lines, in reading order.")


def page_text(lines: tuple[Line, ...], *, separator: str) -> str:
    """Lines below each other, paragraphs apart by an empty line."""
    text: list[str] = []
    for number, line in enumerate(lines):
        if number and line.paragraph != lines[number - 1].paragraph:
            text.append("")
        text.append(line.text(separator=separator))
    return "\n".join(text)


def describe_line(line: Line, *, separator: str) -> ReadLine:
    """A line in whole pixels."""
    words = [
        ReadWord(text=word.text, confidence=round(word.confidence, 3), box=_bounds(word.corners))
        for word in line.words
    ]
    return ReadLine(text=line.text(separator=separator), words=words)


def _bounds(corners: Corners) -> tuple[int, int, int, int]:
    across, down = [point[0] for point in corners], [point[1] for point in corners]
    left, top = round(min(across)), round(min(down))
    return left, top, round(max(across)) - left, round(max(down)) - top
