"""The tool `geo-convert`."""

from collections.abc import Iterator
from itertools import product

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.geo.conversion import read_document, write_document
from apps.tools.plugins.geo.convert_options import GeoConvertOptions
from apps.tools.plugins.geo.losses import losses_between


class GeoConvert(BaseTool[GeoConvertOptions]):
    """Convert tracks, routes, waypoints and areas between GPX, KML, GeoJSON, CSV, TCX, Shapefile and more."""

    name = "geo-convert"
    title = "Convert map data"
    category = "geo"
    icon = "geo-alt"
    input_formats = ("gpx", "kml", "kmz", "geojson", "csv", "tcx", "fit", "shp.zip", "gpkg", "zip", "json")
    output_formats = ("gpx", "kml", "kmz", "geojson", "csv", "tcx", "shp.zip", "gpkg")
    max_file_size = 300 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=4096, disk_mb=4096)
    aliases = (
        "gpx-kml-converter", "gpx to kml", "kml to gpx", "gpx to geojson", "kml to geojson", "fit to gpx",
        "fit to tcx", "tcx to gpx", "gpx to csv", "csv to gpx", "csv to kml", "shapefile to geojson",
        "shp to kml", "kmz to gpx", "gpx to shapefile", "geopackage converter",
    )  # fmt: skip
    examples = (
        Example("For Google Earth", {"output_format": "kml", "name": "My hike"}),
        Example("For web maps", {"output_format": "geojson"}),
        Example("A CSV of addresses as waypoints", {"output_format": "gpx", "csv_rows": "waypoint"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All but from a ZIP or JSON, which need not hold a map."""
        sources = [format for format in self.input_formats if format not in {"zip", "json"}]
        return (
            (source, target) for source, target in product(sources, self.output_formats) if source != target
        )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return losses_between(source, target)

    def process(self, run: ToolRun[GeoConvertOptions]) -> ToolOutput:
        """Read everything, then write it."""
        target = run.options.output_format
        document = read_document(run)
        run.progress(0.6, f"{document.point_count} points")
        path = run.output_path(target)
        written = write_document(document, path, format=target)
        return run.write(path, format=target, claims=written.claims, notes=written.notes)
