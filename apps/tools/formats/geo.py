"""Maps and tracks."""

from apps.tools.formats.format import SQLITE, ZIP, Format, Signature

_FIT: tuple[Signature, ...] = (((8, b".FIT"),),)

FORMATS = (
    Format("gpx", "GPX track", "geo", ("application/gpx+xml",)),
    Format("kml", "KML placemarks", "geo", ("application/vnd.google-earth.kml+xml",)),
    Format("kmz", "Zipped KML", "geo", ("application/vnd.google-earth.kmz",), ZIP),
    Format("geojson", "GeoJSON", "geo", ("application/geo+json",)),
    Format("tcx", "Garmin training", "geo", ("application/vnd.garmin.tcx+xml",)),
    Format("fit", "Garmin activity", "geo", ("application/vnd.ant.fit",), _FIT),
    Format("gpkg", "GeoPackage", "geo", ("application/geopackage+sqlite3",), SQLITE),
    Format("shp.zip", "Zipped Shapefile", "geo", ("application/x-shapefile+zip",), ZIP, ("shz",)),
)
