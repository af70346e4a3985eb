"""Reads GeoPackages and zipped Shapefiles by GDAL, brought to longitude and latitude where they are not."""

import struct
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.reading import new_budget
from apps.tools.plugins.archive.zip_reading import read_zip
from apps.tools.plugins.geo.features import MAX_FEATURES, Feature, FeatureKind, GeoDocument, Scalar
from apps.tools.plugins.geo.layers import LAYERS, TRACK_POINTS
from apps.tools.plugins.geo.points import Points, beyond
from apps.tools.plugins.geo.wkb import read_wkb

MAX_LAYERS = 100
_SHAPE_MAGIC = b"\0\0\x27\x0a"
_ENDINGS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_WGS84 = ("EPSG:4326", "OGC:CRS84", "EPSG:4979")
_NAMES, _DESCRIPTIONS = ("name", "title", "label"), ("desc", "descriptio", "description")

Table = tuple[dict[str, Any], Any, list[Any]]
"""What GDAL says of a layer, its geometries and its columns."""


def read_geopackage(run: ToolRun[Any]) -> GeoDocument:
    """Every layer with a geometry; raises InvalidInputError."""
    import pyogrio

    # Under a name with this ending GDAL takes it for nothing else.
    path = run.output_path("gpkg")
    path.symlink_to(run.source.path)
    with _problems_taught(run.source.name):
        layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    return _read_layers([(path, name) for name in layers], name=run.source.name, workspace=run.workspace)


def read_shapefiles(run: ToolRun[Any]) -> GeoDocument:
    """Every Shapefile in a ZIP; raises InvalidInputError."""
    parts: dict[str, dict[str, Path]] = defaultdict(dict)

    def keep(member: Member, chunks: Iterator[bytes]) -> None:
        stem, dot, ending = member.name.rpartition(".")
        ending = f"{dot}{ending.lower()}"
        if member.kind == "file" and ending in _ENDINGS and not member.name.startswith("__MACOSX"):
            known = list(parts) if stem in parts else [*parts, stem]
            path = run.workspace / f"shape-{known.index(stem):04d}{ending}"
            with path.open("wb") as file:
                file.writelines(chunks)
            parts[stem][ending] = path

    read_zip(run.source.path, password=None, sink=keep, budget=new_budget(run))
    shapes = {stem: found[".shp"] for stem, found in parts.items() if {".shp", ".shx"} <= found.keys()}
    if not shapes:
        raise InvalidInputError(
            f"'{run.source.name}' holds no Shapefile: a .shp with its .shx (and .dbf and .prj) is needed.",
            code="input_not_allowed",
        )
    for stem, path in shapes.items():
        with path.open("rb") as file:
            if file.read(4) != _SHAPE_MAGIC:
                raise InvalidInputError(f"'{stem[:100]}.shp' is no Shapefile.", code="input_mismatch")
    return _read_layers(
        [(path, stem.rpartition("/")[2]) for stem, path in shapes.items()],
        name=run.source.name,
        workspace=run.workspace,
    )


@contextmanager
def _problems_taught(name: str) -> Iterator[None]:
    from pyogrio import errors

    known = (
        errors.DataSourceError, errors.DataLayerError, errors.GeometryError, errors.FeatureError,
        errors.FieldError, struct.error, ValueError, RuntimeError,
    )  # fmt: skip
    try:
        yield
    except known:
        raise InvalidInputError(f"'{name}' is damaged: its layers cannot be read.") from None


def _read_layers(sources: list[tuple[Path, str]], *, name: str, workspace: Path) -> GeoDocument:
    if len(sources) > MAX_LAYERS:
        raise beyond(f"{MAX_LAYERS} layers")
    document = GeoDocument()
    with _problems_taught(name), warnings.catch_warnings(action="ignore"):
        for path, layer in sorted(sources, key=lambda source: source[1] == TRACK_POINTS):
            table = _read_table(path, layer, workspace=workspace)
            if layer == TRACK_POINTS and "time" in table[0]["fields"] and list(document.of_kind("track")):
                _add_times(document, table)
            else:
                _add_features(document, table, layer=layer)
    return document


def _read_table(path: Path, layer: str, *, workspace: Path) -> Table:
    from pyogrio import raw

    inner = layer if path.suffix == ".gpkg" else None
    info, _, shapes, columns = raw.read(
        path, layer=inner, max_features=MAX_FEATURES + 1, datetime_as_string=True
    )
    if shapes is None:
        return info, [], columns
    if len(shapes) > MAX_FEATURES:
        raise beyond(f"{MAX_FEATURES} features in a layer")
    system = info["crs"]
    if system is None or any(name in str(system) for name in _WGS84):
        return info, shapes, columns
    return info, _reprojected(shapes, info, workspace=workspace), columns


def _reprojected(shapes: Any, info: dict[str, Any], *, workspace: Path) -> Any:
    """The same shapes in WGS 84, by way of a GeoPackage, whose SQL knows how to project."""
    import numpy as np
    from pyogrio import raw

    path = workspace / "projected.gpkg"
    path.unlink(missing_ok=True)
    raw.write(
        path,
        geometry=shapes,
        field_data=[np.arange(len(shapes))],
        fields=np.array(["number"]),
        layer="shapes",
        driver="GPKG",
        geometry_type="Unknown",
        crs=info["crs"],
        promote_to_multi=False,
    )
    sql = "SELECT ST_Transform(geom, 4326) AS geom FROM shapes ORDER BY number"
    return raw.read(path, sql=sql)[2]


def _add_features(document: GeoDocument, table: Table, *, layer: str) -> None:
    info, shapes, columns = table
    line: FeatureKind = "route" if layer == LAYERS["route"] else "track"
    titles = [str(title) for title in info["fields"]]
    for number, shape in enumerate(shapes):
        if shape is None:
            document.dropped["features without a geometry"] += 1
            continue
        row = {title: _scalar(column[number]) for title, column in zip(titles, columns, strict=True)}
        name, text = _taken(row, _NAMES), _taken(row, _DESCRIPTIONS)
        time = _taken(row, ("time",)) if layer == LAYERS["waypoint"] else ""
        grouped: dict[FeatureKind, list[Points]] = defaultdict(list)
        for kind, parts in read_wkb(bytes(shape), document, line=line):
            grouped[kind].extend(parts)
        if time:
            seconds = document.read_time(time, 0)
            for points in grouped["waypoint"]:
                points.times[:] = type(points.times)("d", [seconds] * len(points))
        given = {title: value for title, value in row.items() if value is not None}
        for kind, parts in grouped.items():
            document.add(Feature(kind, name, text, parts, dict(given)))


def _taken(row: dict[str, Scalar], titles: tuple[str, ...]) -> str:
    """Take what stands under one of these titles out of the row."""
    for title in list(row):
        if title.lower() in titles and isinstance(row[title], str):
            return str(row.pop(title))
    return ""


def _scalar(value: Any) -> Scalar:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and plain != plain:  # noqa: PLR0124 - NaN stands for no value
        return None
    if plain is None or isinstance(plain, bool | int | float):
        return plain
    return str(plain)[: 64 * 1024]


def _add_times(document: GeoDocument, table: Table) -> None:
    """Give the points of tracks their times back."""
    info, _, columns = table
    said = dict(zip((str(title) for title in info["fields"]), columns, strict=True))
    tracks = list(document.of_kind("track"))
    keys = ("track_id", "segment_id", "time")
    if not set(keys) <= said.keys():
        return
    used: dict[tuple[int, int], int] = defaultdict(int)
    for track, segment, time in zip(*(said[key] for key in keys), strict=True):
        place = (int(track), int(segment))
        number = used[place]
        used[place] += 1
        if 0 < place[0] <= len(tracks) and 0 < place[1] <= len(tracks[place[0] - 1].parts) and time:
            times = tracks[place[0] - 1].parts[place[1] - 1].times
            if number < len(times):
                times[number] = document.read_time(str(time), 0)
