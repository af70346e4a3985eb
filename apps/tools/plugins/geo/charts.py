"""Line charts and paths as SVG, and the same as PNG."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, inf, log10

from apps.tools.plugins.geo.texts import xml_text

WIDTH, HEIGHT = 1000, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 40, 45
_TICKS = 6
_COLUMNS = WIDTH - _LEFT - _RIGHT

Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axes:
    """What a chart is called, and what its numbers are."""

    title: str
    across: str
    upward: str


def chart(axes: Axes, lines: Sequence[Line]) -> str:
    """Lines over a common scale; gaps between them stay gaps."""
    thin = [list(_thinned(line)) for line in lines]
    left, right = _range(x for line in thin for x, _ in line)
    low, high = _range(y for line in thin for _, y in line)

    def place(x: float, y: float) -> str:
        across = _LEFT + (x - left) / (right - left) * _COLUMNS
        upward = HEIGHT - _BOTTOM - (y - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM)
        return f"{across:.1f},{upward:.1f}"

    parts = [_text(WIDTH / 2, 24, axes.title, size=18), _text(WIDTH / 2, HEIGHT - 8, axes.across)]
    parts.append(_text(_LEFT, _TOP - 12, axes.upward))
    for value in _ticks(low, high):
        x, y = place(left, value).split(",")
        parts.append(f'<path class="grid" d="M{x} {y}H{WIDTH - _RIGHT}"/>')
        parts.append(_text(float(x) - 8, float(y) + 4, _label(value), anchor="end"))
    for value in _ticks(left, right):
        x, y = place(value, low).split(",")
        parts.append(f'<path class="grid" d="M{x} {y}V{_TOP}"/>')
        parts.append(_text(float(x), float(y) + 18, _label(value)))
    parts += [f'<polyline points="{" ".join(place(*point) for point in line)}"/>' for line in thin]
    return _svg(WIDTH, HEIGHT, parts)


def path(title: str, lines: Sequence[Line], *, side: int = 800, margin: int = 50) -> str:
    """Lines in a square, with one scale both ways; a green dot begins them and a red one ends them."""
    left, right = _range(x for line in lines for x, _ in line)
    low, high = _range(y for line in lines for _, y in line)
    scale = (side - 2 * margin) / max(right - left, high - low)
    centre = ((left + right) / 2, (low + high) / 2)

    def place(x: float, y: float) -> tuple[float, float]:
        return side / 2 + (x - centre[0]) * scale, side / 2 - (y - centre[1]) * scale

    parts = [_text(side / 2, 28, title, size=18)]
    for line in lines:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<polyline points="{points}"/>')
    for point, colour in ((lines[-1][-1], "#c22"), (lines[0][0], "#2a2")):
        x, y = place(*point)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}"/>')
    return _svg(side, side, parts)


def to_png(svg: str) -> bytes:
    """The picture in pixels, with the fonts of this machine."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_family="DejaVu Sans"))


def _thinned(line: Line) -> Iterator[tuple[float, float]]:
    """At most the lowest and the highest point of each column of pixels, in their order."""
    step = max(1, len(line) // _COLUMNS)
    for start in range(0, len(line), step):
        numbered = sorted(range(start, min(start + step, len(line))), key=lambda at: line[at][1])
        yield from (line[at] for at in sorted({numbered[0], numbered[-1]}))


def _range(values: Iterable[float]) -> tuple[float, float]:
    low, high = inf, -inf
    for value in values:
        low, high = min(low, value), max(high, value)
    return (low, high) if high > low else (low - 1, high + 1)


def _ticks(low: float, high: float) -> Iterator[float]:
    """Round numbers: one, two or five times a power of ten."""
    rough = (high - low) / _TICKS
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    value = floor(low / step + 1) * step
    while value <= high:
        yield value
        value += step


def _label(value: float) -> str:
    return f"{round(value, 6):g}"


def _text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "middle") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f"<text {place}>{xml_text(text)}</text>"


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    style = (
        "polyline{fill:none;stroke:#1668b8;stroke-width:2;stroke-linejoin:round}"
        ".grid{stroke:#ddd;stroke-width:1}text{font-family:sans-serif;fill:#333}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><style>{style}</style>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )
