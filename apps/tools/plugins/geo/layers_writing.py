"""Writes a GeoPackage, or Shapefiles in a ZIP with what DBF tables cannot hold made to fit."""

import zipfile
from pathlib import Path

from apps.tools.plugins.geo.features import GeoDocument, Scalar, Written, count_note
from apps.tools.plugins.geo.layers import Layer, layers_of, write_layer

_MAX_NAME, _MAX_TEXT = 10, 254
"""Bytes of a column's name and of a text in a DBF table."""
_ENDINGS = ("shp", "shx", "dbf", "prj", "cpg")


def write_geopackage(document: GeoDocument, path: Path) -> Written:
    """Write everything as layers of one file."""
    count = 0
    for layer in layers_of(document):
        write_layer(layer, path, driver="GPKG", append=count > 0)
        count += len(layer.shapes)
    return Written({"features": count})


def write_shapefiles(document: GeoDocument, path: Path) -> Written:
    """Write everything as a Shapefile for each kind, together in a ZIP."""
    count = cut = 0
    folder = path.with_name("shapefiles")
    folder.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for layer in layers_of(document):
            cut += _fit_to_dbf(layer)
            write_layer(layer, folder / f"{layer.name}.shp", driver="ESRI Shapefile", append=False)
            for ending in _ENDINGS:
                part = folder / f"{layer.name}.{ending}"
                if part.exists():
                    archive.write(part, part.name)
                    part.unlink()
            count += len(layer.shapes)
    folder.rmdir()
    return Written({"features": count}, tuple(count_note(cut, f"texts were cut to {_MAX_TEXT} bytes")))


def _fit_to_dbf(layer: Layer) -> int:
    """Shorten names and texts; the number of texts that were cut."""
    titles: dict[str, str] = {}
    for name in layer.rows[0]:
        titles[name] = _short_name(name, taken=set(titles.values()))
    cut = 0
    for number, row in enumerate(layer.rows):
        fitted: dict[str, Scalar] = {}
        for name, value in row.items():
            short = _short_text(value)
            cut += short != value
            fitted[titles[name]] = short
        layer.rows[number] = fitted
    return cut


def _short_name(name: str, *, taken: set[str]) -> str:
    plain = "".join(one if one.isascii() and one.isalnum() else "_" for one in name) or "field"
    short, number = plain[:_MAX_NAME], 1
    while short.lower() in {one.lower() for one in taken}:
        number += 1
        short = f"{plain[: _MAX_NAME - len(str(number)) - 1]}_{number}"
    return short


def _short_text(value: Scalar) -> Scalar:
    if not isinstance(value, str) or len(value.encode("utf-8", "replace")) <= _MAX_TEXT:
        return value
    return value.encode("utf-8", "replace")[:_MAX_TEXT].decode("utf-8", "ignore")
