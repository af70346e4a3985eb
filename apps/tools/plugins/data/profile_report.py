"""A profile as a page: its histograms are drawings within it, and nothing in it runs or is fetched."""

from collections.abc import Sequence
from html import escape

from apps.tools.plugins.data.profiles import ColumnProfile, TableProfile

_WIDTH, _HEIGHT = 320, 80
_STYLE = """
body {font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222}
section {border-top: 1px solid #ccc; padding: 1em 0; display: grid; gap: 0 2em}
section {grid-template-columns: 1fr 340px}
h2 {font-size: 1.1em; margin: 0; overflow-wrap: anywhere; grid-column: 1 / -1}
h2 small {color: #666; font-weight: normal}
dl {display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: .5em 0}
dt {color: #666}
dd {margin: 0; overflow-wrap: anywhere}
rect {fill: #3b6ea5}
text {font: 11px system-ui, sans-serif; fill: #222}
@media (prefers-color-scheme: dark) {body {background: #1b1b1b; color: #ddd} text {fill: #ddd}}
"""


def write_report(profile: TableProfile) -> str:
    """The whole page."""
    columns = "\n".join(_section(column, rows=profile.rows) for column in profile.columns)
    title = escape(profile.name)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{profile.rows:,} rows, {profile.columns_in_all:,} columns</p>\n{columns}\n</body>\n</html>\n"
    )


def _section(column: ColumnProfile, *, rows: int) -> str:
    share = f" ({column.nulls / rows:.1%})" if rows else ""
    facts = {
        "Without value": f"{column.nulls:,}{share}",
        "Different": f"{'about ' if column.distinct_is_estimate else ''}{column.distinct:,}",
        "Smallest": column.minimum,
        "Largest": column.maximum,
        "Mean": None if column.mean is None else f"{column.mean:.6g}",
        "Deviation": None if column.deviation is None else f"{column.deviation:.6g}",
        "Letters": None if column.shortest is None else f"{column.shortest} to {column.longest}",
        **{f"{percent} %": value for percent, value in column.quantiles.items()},
    }
    listed = "".join(
        f"<dt>{key}</dt><dd>{escape(value)}</dd>" for key, value in facts.items() if value is not None
    )
    name, drawing = escape(column.name), _drawing(column)
    return (
        f"<section>\n<h2>{name} <small>{column.type}</small></h2>\n<dl>{listed}</dl>\n{drawing}\n</section>"
    )


def _drawing(column: ColumnProfile) -> str:
    if len(column.histogram) > 1:
        return _bars([(f"{one.lower} to {one.upper}: {one.count:,}", one.count) for one in column.histogram])
    return _list([(one.value, one.count) for one in column.top])


def _bars(bars: Sequence[tuple[str, int]]) -> str:
    highest = max(count for _, count in bars) or 1
    width = _WIDTH / len(bars)
    drawn = "".join(
        f'<rect x="{number * width:.1f}" y="{_HEIGHT * (1 - count / highest):.1f}" width="{width - 1:.1f}" '
        f'height="{_HEIGHT * count / highest:.1f}"><title>{escape(label)}</title></rect>'
        for number, (label, count) in enumerate(bars)
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img">{drawn}</svg>'
    )


def _list(bars: Sequence[tuple[str, int]]) -> str:
    if not bars:
        return "<p>No value.</p>"
    highest, height = max(count for _, count in bars), 22 * len(bars)
    drawn = "".join(
        f'<rect x="0" y="{22 * number + 16}" width="{_WIDTH * count / highest:.1f}" height="4"></rect>'
        f'<text x="0" y="{22 * number + 12}">{escape(label[:40])} ({count:,})</text>'
        for number, (label, count) in enumerate(bars)
    )
    return f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">{drawn}</svg>'
