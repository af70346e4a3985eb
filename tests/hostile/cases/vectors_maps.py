"""Maps that mean harm: bombs, impossible values, links, and archives of maps."""

import zipfile
from functools import partial
from pathlib import Path

from tests.hostile.case import Case, Lures, bytes_of

LAUGHS = "".join(f'<!ENTITY l{n + 1} "' + f"&l{n};" * 10 + '">' for n in range(9))
DTDS = {
    "a billion laughs": (f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
    "a quadratic blow-up": (f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
}
"""Declarations, and the text that makes them large."""
ROOTS = {
    "gpx": '<gpx version="1.1">{}</gpx>',
    "kml": "<kml>{}</kml>",
    "tcx": "<TrainingCenterDatabase>{}</TrainingCenterDatabase>",
}
TO_GEOJSON = {"output_format": "geojson"}
TRACK = '<gpx version="1.1"><trk><name>{}</name><trkseg>{}</trkseg></trk></gpx>'
POINT = '<trkpt lat="47.{0:06}" lon="8.{0:06}"><ele>400</ele><time>2024-05-01T10:00:00Z</time></trkpt>'
GOOD = "".join(POINT.format(number * 100) for number in range(9))
BAD = {
    "latitude 999": '<trkpt lat="999" lon="8"/>',
    "no number for a latitude": '<trkpt lat="NaN" lon="8"/>',
    "an endless longitude": '<trkpt lat="47" lon="Infinity"/>',
    "a longitude of 1e999": '<trkpt lat="47" lon="1e999"/>',
    "no position": "<trkpt/>",
    "an empty time": '<trkpt lat="47" lon="8"><ele/><time></time></trkpt>',
    "the last moment of the year 9999": (
        '<trkpt lat="47" lon="8"><time>9999-12-31T23:59:59-14:00</time></trkpt>'
        '<trkpt lat="47" lon="8"><time>0001-01-01T00:00:00+14:00</time></trkpt>'
    ),
    "a time before Christ": '<trkpt lat="47" lon="8"><time>-0044-03-15T12:00:00Z</time></trkpt>',
    "endless heights": '<trkpt lat="47" lon="8"><ele>-Infinity</ele></trkpt>',
}
SCRIPT = "&lt;script&gt;alert(1)&lt;/script&gt;"
PLACEMARK = "<Placemark><name>{0}</name><description>{0}</description>{1}</Placemark>"
AT = "<Point><coordinates>8,47</coordinates></Point>"


def _linking(path: Path, lures: Lures) -> None:
    """A KML that wants pictures, other maps, styles and models from elsewhere."""
    far, near = f"{lures.url}/far", lures.secret.as_uri()
    links = "".join(
        f"<NetworkLink><Link><href>{at}.kml</href></Link></NetworkLink>"
        f"<GroundOverlay><Icon><href>{at}.png</href></Icon></GroundOverlay>"
        f"<Style><IconStyle><Icon><href>{at}.png</href></Icon></IconStyle></Style>"
        f"<Placemark><Model><Link><href>{at}.dae</href></Link></Model></Placemark>"
        f"<Placemark><styleUrl>{at}.kml#style</styleUrl>{AT}</Placemark>"
        for at in (far, near)
    )
    html = f'<![CDATA[<img src="{far}.png"><script>alert(1)</script>]]>'
    path.write_text(f"<kml><Document>{links}{PLACEMARK.format(html, AT)}</Document></kml>")


def _zipped(path: Path, _: Lures, *, name: str, padding: int) -> None:
    """A map under this name, with so many bytes of spaces after it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        file.write(f"<kml>{PLACEMARK.format('a', AT)}</kml>".encode())
        for _number in range(padding // 2**20):
            file.write(b" " * 2**20)


CASES = (
    *(
        Case(
            id="H041",
            what=f"a {format} with {what}, for {tool}",
            tool=tool,
            name=f"bomb.{format}",
            options=options,
            make=bytes_of(f"<!DOCTYPE x [{declared}]>{ROOTS[format].format(text)}".encode()),
            expect=("input_corrupt",),
            seconds=5,
        )
        for what, (declared, text) in DTDS.items()
        for format, tool, options in (
            ("gpx", "geo-convert", TO_GEOJSON),
            ("kml", "geo-convert", TO_GEOJSON),
            ("tcx", "geo-convert", TO_GEOJSON),
            ("gpx", "gpx-analyze", {}),
            ("gpx", "gpx-simplify", {}),
        )
    ),
    Case(
        id="H042",
        what="a GPX of 200,000 points",
        tool="gpx-analyze",
        name="many.gpx",
        make=bytes_of(TRACK.format("many", POINT.format(1) * 200_000).encode()),
        expect=("completed",),
    ),
    Case(
        id="H042",
        what="a GPX of 200,001 waypoints",
        tool="geo-convert",
        name="many.gpx",
        options=TO_GEOJSON,
        make=bytes_of(b"<gpx>" + b'<wpt lat="1" lon="1"/>' * 200_001 + b"</gpx>"),
        expect=("input_limit",),
    ),
    Case(
        id="H042",
        what="a GPX of 100,001 tracks",
        tool="gpx-analyze",
        name="many.gpx",
        make=bytes_of(b"<gpx>" + b"<trk/>" * 100_001 + b"</gpx>"),
        expect=("input_limit",),
    ),
    *(
        Case(
            id="H043",
            what=f"a GPX with {what}, for {tool}",
            tool=tool,
            name="bad.gpx",
            options=options,
            make=bytes_of(TRACK.format("bad", GOOD + bad).encode()),
            expect=("completed",),
            absent=(b"Infinity", b"NaN"),
        )
        for what, bad in BAD.items()
        for tool, options in (
            ("geo-convert", TO_GEOJSON),
            ("gpx-analyze", {"export_format": "json", "pictures": "svg"}),
        )
    ),
    Case(
        id="H043",
        what="a GPX of which no point has a place",
        tool="geo-convert",
        name="bad.gpx",
        options=TO_GEOJSON,
        make=bytes_of(TRACK.format("bad", '<trkpt lat="999" lon="8"/>' * 9).encode()),
        expect=("input_not_allowed",),
    ),
    *(
        Case(
            id="H044",
            what=f"a KML full of links, to {target}",
            tool="geo-convert",
            name="links.kml",
            options={"output_format": target},
            make=_linking,
            expect=("completed",),
            absent=absent,
        )
        for target, absent in (
            ("kml", (b"<script", b"<img", b"<href")),
            ("gpx", (b"<script", b"<img")),
            ("geojson", ()),
        )
    ),
    Case(
        id="H044",
        what="a GPX whose name is a script, drawn",
        tool="gpx-analyze",
        name="drawn.gpx",
        options={"pictures": "svg"},
        make=bytes_of(TRACK.format(SCRIPT, GOOD).encode()),
        expect=("completed",),
        # The result has it in JSON, after a quotation mark; a drawing would have it after a tag.
        absent=(b"><script",),
    ),
    *(
        Case(
            id="H045",
            what=f"a KMZ {what}",
            tool="geo-convert",
            name="map.kmz",
            options=TO_GEOJSON,
            make=partial(_zipped, name=name, padding=padding),
            expect=(code,),
        )
        for what, name, padding, code in (
            ("whose map lies outside of it", "../../doc.kml", 0, "input_not_allowed"),
            ("whose map is at the root of the host", "/doc.kml", 0, "input_not_allowed"),
            ("that unpacks to 64 MiB", "doc.kml", 64 * 2**20, "input_limit"),
        )
    ),
)
