"""What `geo-convert` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui

OutputFormat = Annotated[
    Literal["gpx", "kml", "kmz", "geojson", "csv", "tcx", "shp.zip", "gpkg"],
    Labels(
        {
            "gpx": "GPX 1.1",
            "kml": "KML (Google Earth)",
            "kmz": "KMZ (zipped KML)",
            "geojson": "GeoJSON",
            "csv": "CSV, a row for each point",
            "tcx": "TCX (Garmin)",
            "shp.zip": "Shapefiles in a ZIP",
            "gpkg": "GeoPackage",
        }
    ),
]
CsvRows = Annotated[
    Literal["auto", "waypoint", "route", "track"],
    Labels({"auto": "By the columns", "waypoint": "Waypoints", "route": "One route", "track": "One track"}),
    Ui(group="advanced"),
]


class GeoConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: OutputFormat = Field(description="Which format the result has.")
    name: str | None = Field(
        default=None, max_length=200, description="Name of the document; its own, or the file's, if empty."
    )
    csv_rows: CsvRows = Field(
        default="auto", description="What the rows of a CSV are, where it has no column `kind`."
    )
