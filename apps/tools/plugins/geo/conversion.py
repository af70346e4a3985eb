"""From a file in one map format to a file in another, by way of what both have in common."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.reading import new_budget
from apps.tools.plugins.archive.zip_reading import read_zip
from apps.tools.plugins.geo.convert_options import GeoConvertOptions
from apps.tools.plugins.geo.csv_reading import read_csv
from apps.tools.plugins.geo.csv_writing import write_csv
from apps.tools.plugins.geo.features import GeoDocument, Written
from apps.tools.plugins.geo.fit_reading import read_fit
from apps.tools.plugins.geo.geojson_reading import read_geojson
from apps.tools.plugins.geo.geojson_writing import write_geojson
from apps.tools.plugins.geo.gpx_reading import read_gpx_features
from apps.tools.plugins.geo.gpx_writing import write_gpx
from apps.tools.plugins.geo.kml_reading import read_kml
from apps.tools.plugins.geo.kml_writing import write_kml, write_kmz
from apps.tools.plugins.geo.layers_reading import read_geopackage, read_shapefiles
from apps.tools.plugins.geo.layers_writing import write_geopackage, write_shapefiles
from apps.tools.plugins.geo.tcx_reading import read_tcx
from apps.tools.plugins.geo.tcx_writing import write_tcx

_WRITERS: dict[str, Callable[[GeoDocument, Path], Written]] = {
    "gpx": write_gpx, "kml": write_kml, "kmz": write_kmz, "geojson": write_geojson, "csv": write_csv,
    "tcx": write_tcx, "shp.zip": write_shapefiles, "gpkg": write_geopackage,
}  # fmt: skip
_READERS: dict[str, Callable[[Path], GeoDocument]] = {
    "gpx": read_gpx_features, "kml": read_kml, "geojson": read_geojson, "json": read_geojson,
    "tcx": read_tcx, "fit": read_fit,
}  # fmt: skip


def read_document(run: ToolRun[GeoConvertOptions]) -> GeoDocument:
    """What the source of a run holds; raises InvalidInputError when that is nothing."""
    source = run.source
    if source.format == "csv":
        document = read_csv(source.path, lines=run.options.csv_rows)
    elif source.format == "kmz":
        document = read_kml(_unzipped_kml(run))
    elif source.format in {"shp.zip", "zip"}:
        document = read_shapefiles(run)
    elif source.format == "gpkg":
        document = read_geopackage(run)
    else:
        document = _READERS[source.format](source.path)
    if not document.features:
        why = " ".join(document.notes()) or "It has no waypoints, routes, tracks or areas."
        raise InvalidInputError(
            f"There is nothing to convert in '{source.name}'. {why}", code="input_not_allowed"
        )
    document.name = run.options.name or document.name or source.name.removesuffix(f".{source.format}")
    return document


def write_document(document: GeoDocument, path: Path, *, format: str) -> Written:
    """Write a document in a format, and say what was lost on the way from the source to the result."""
    written = _WRITERS[format](document, path)
    dropped = (f"{count} {what} were left out." for what, count in document.dropped.items() if count)
    return Written(written.claims, (*document.notes(), *dropped, *written.notes))


def _unzipped_kml(run: ToolRun[Any]) -> Path:
    """The first KML in a KMZ, as Google Earth does; `doc.kml` by convention."""
    path = run.output_path("unzipped")

    def keep(member: Member, chunks: Iterator[bytes]) -> None:
        if member.kind == "file" and member.name.lower().endswith(".kml") and not path.exists():
            with path.open("wb") as file:
                file.writelines(chunks)

    read_zip(run.source.path, password=None, sink=keep, budget=new_budget(run))
    if not path.exists():
        raise InvalidInputError(f"'{run.source.name}' holds no KML file.", code="input_mismatch")
    return path
